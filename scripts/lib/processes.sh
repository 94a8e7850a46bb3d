# shellcheck shell=bash
# Processes that a script starts, waits for, and ends before it ends itself.

state=.portmaster      # the folder for data and logs
declare -A pids=()     # by name
declare -A remedies=() # by name: what the user can do if the port of that process is taken
promised_ports=''       # ports that a process of the script will listen on, each between spaces

# lock MESSAGE: takes the lock on the state folder, or ends the script with the message. The script's processes inherit the lock, which
# is free once the last of them has ended.
lock() {
  local descriptor
  mkdir -p "$state"
  exec {descriptor}>"$state/lock"
  flock -n "$descriptor" || fail "$1"
}

# heed_signals "$@": makes sure that SIGINT reaches the script. A script that another one has started in the background ignores SIGINT,
# and bash can't change that. So the script starts itself once more, with SIGINT as it is by default.
heed_signals() {
  [[ $(trap -p INT) != "trap -- '' SIGINT" ]] || exec env --default-signal=INT "$0" "$@"
}

# start NAME COMMAND...: starts a process whose output goes to a log. The log of the former start is kept.
# The process has a session of its own, so that Ctrl-C in a terminal reaches the script alone, which then ends its processes in order.
# If the script itself is killed, the kernel sends each of them a SIGTERM.
start() {
  local name=$1 log
  shift
  log=$(log_of "$name")
  mkdir -p "$(dirname "$log")"
  [[ ! -e $log ]] || mv "$log" "$log.1"
  setsid setpriv --pdeathsig TERM "$@" >"$log" 2>&1 </dev/null &
  pids[$name]=$!
  disown # bash is not to report its end: the script does
}

log_of() {
  echo "$state/$1.log"
}

# show_log NAME: prints the end of the log of a process. Lines are cut, since some of etcd's are very long.
show_log() {
  say "The end of $PWD/$(log_of "$1"):"
  tail -n 5 "$(log_of "$1")" | cut -c 1-300 >&2
}

# show_warnings NAME: prints the warnings that are in the log of a node so far
show_warnings() {
  local warning='"level":"WARN","message":"(([^"\\]|\\.)*)"' line
  while read -r line; do
    [[ ! $line =~ $warning ]] || say "$1 warns: ${BASH_REMATCH[1]//\\\"/\"}"
  done <"$(log_of "$1")"
}

# need_understood NAME: ends the script with a usage error, in the node's words, if the node has ended because of an option's value
need_understood() {
  local refusal='^portmaster: ((--[a-z]|PORTMASTER_).*)'
  [[ ! $(tail -n 1 "$(log_of "$1")") =~ $refusal ]] || usage_error "${BASH_REMATCH[1]}"
}

# need_address NAME: ends the script if the process has ended because its address is taken
need_address() {
  local in_use='([^ ]+:[0-9]+): (bind: )?[Aa]ddress already in use'
  [[ ! $(tail -n 15 "$(log_of "$1")") =~ $in_use ]] ||
    fail "$1 can't listen on ${BASH_REMATCH[1]}, which is taken${remedies[$1]:+: ${remedies[$1]}}"
}

is_up() {
  [[ -v pids[$1] ]] && kill -0 "${pids[$1]}" 2>/dev/null
}

# await NAME URL: returns once the URL answers 200. After 5 s it prints once what the answer is instead.
await() {
  local start=$SECONDS told='' why
  until [[ $(http_status "$2") == 200 ]]; do
    is_up "$1" || { need_understood "$1" && need_address "$1" && show_log "$1" && fail "$1 has ended before it was ready"; }
    if ((SECONDS - start >= 5)) && [[ -z $told ]]; then
      why=$(http_reason "$2")
      [[ -z $why ]] || say "$1 is not ready yet: $why"
      told=$why
    fi
    if ((SECONDS - start >= 60)); then
      why=$(http_reason "$2")
      show_log "$1"
      fail "$1 is not ready after 60 s: $2 does not answer 200${why:+: $why}"
    fi
    sleep 0.1
  done
}

# stop NAME...: asks all of them to end, and kills those that are still there after 15 s. A second Ctrl-C changes nothing.
stop() {
  local name deadline=$((SECONDS + 15))
  trap '' INT TERM HUP
  for name in "$@"; do
    # A process that was stopped with SIGSTOP handles the SIGTERM only after a SIGCONT.
    if is_up "$name"; then kill -TERM "${pids[$name]}" && kill -CONT "${pids[$name]}"; fi 2>/dev/null || true
  done
  for name in "$@"; do
    while is_up "$name" && ((SECONDS < deadline)); do sleep 0.05; done
    is_up "$name" || continue
    say "$name did not end when asked to, and is killed."
    kill_at_once "$name"
  done
}

# kill_at_once NAME...
kill_at_once() {
  local name
  for name in "$@"; do
    ! is_up "$name" || kill -KILL "${pids[$name]}" 2>/dev/null || true
    while is_up "$name"; do sleep 0.01; done
  done
}

# Waits for half a second. `sleep` would be a process that the script could leave behind.
exec {nothing}<> <(:)
pause() {
  read -r -t 0.5 -u "$nothing" || true
}

# http_status URL: prints the status of a GET to this machine, or nothing if nothing answers
http_status() {
  local status
  if read -r _ status _ < <(http_get "$1"); then echo "$status"; fi
}

# http_reason URL: prints why the answer to a GET is not 200: the `detail` of a problem, or etcd's `reason`
http_reason() {
  local reason='"(detail|reason)":"(([^"\\]|\\.)*)"'
  if [[ $(http_get "$1") =~ $reason ]]; then echo "${BASH_REMATCH[2]//\\\"/\"}"; fi
}

# http_get URL: prints the answer of this machine with its head, or nothing if nothing answers for 2 s. It needs no curl, which a
# machine may lack.
http_get() {
  local authority=${1#http://} host port line
  local path=/${authority#*/}
  authority=${authority%%/*}
  port=${authority##*:}
  host=$(tr -d '[]' <<<"${authority%:*}")
  (
    exec 3<>"/dev/tcp/$host/$port"
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$path" "$authority" >&3
    while read -r -t 2 line <&3; do echo "$line"; done
    echo "$line" # the last line of a body has no end
  ) 2>/dev/null || true
}

# is_taken PORT [HOST]: tells whether something listens on the port, by default on this machine's loopback
is_taken() {
  (exec 3<>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null
}

# has_connection PORT: tells whether a connection of this machine begins at the port. Nothing can listen on it then, even if the
# connection has just ended.
has_connection() {
  local port
  printf -v port '%04X' "$1"
  grep -qsE "^ *[0-9]+: [0-9A-F]+:$port " /proc/net/tcp /proc/net/tcp6
}

# is_promised PORT
is_promised() {
  [[ $promised_ports == *" $1 "* ]]
}

# free_port FROM: the first free port from FROM on
free_port() {
  local port=$1
  while is_promised "$port" || is_taken "$port"; do port=$((port + 1)); done
  echo "$port"
}
