# shellcheck shell=bash
# Processes that a script starts, waits for, and ends before it ends itself.

state=.portmaster      # the folder for data and logs
declare -A pids=()     # by name
declare -A remedies=() # by name: what the user can do if the port of that process is taken
promised_ports=''       # those that a process of the script will listen on, each between spaces

# lock MESSAGE: there is one such script at a time on a state folder. Its processes inherit the lock, which is free once the last
# of them has gone.
lock() {
  local descriptor
  mkdir -p "$state"
  exec {descriptor}>"$state/lock"
  flock -n "$descriptor" || fail "$1"
}

# heed_signals "$@": a script that another one started in the background inherits that SIGINT is ignored, and bash can't take
# that back: so the script starts itself once more, with SIGINT as it was.
heed_signals() {
  [[ $(trap -p INT) != "trap -- '' SIGINT" ]] || exec env --default-signal=INT "$0" "$@"
}

# start NAME COMMAND...: its output goes to a log, the one of the time before is kept.
# In a session of its own: Ctrl-C in a terminal reaches the script alone, which then ends its processes in order. Should the
# script be killed without a chance to do so, the kernel sends each of them a SIGTERM.
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

# show_log NAME: the end of the log of a process that did not do what it was started for. Lines of etcd's may be very long.
show_log() {
  say "The end of $PWD/$(log_of "$1"):"
  tail -n 5 "$(log_of "$1")" | cut -c 1-300 >&2
}

# show_warnings NAME: those that are in the log of a node by now
show_warnings() {
  local warning='"level":"WARN","message":"(([^"\\]|\\.)*)"' line
  while read -r line; do
    [[ ! $line =~ $warning ]] || say "$1 warns: ${BASH_REMATCH[1]//\\\"/\"}"
  done <"$(log_of "$1")"
}

# need_understood NAME: that node did not end because of an option's value; a usage error, in the node's own words, if it did
need_understood() {
  local refusal='^portmaster: ((--[a-z]|PORTMASTER_).*)'
  [[ ! $(tail -n 1 "$(log_of "$1")") =~ $refusal ]] || usage_error "${BASH_REMATCH[1]}"
}

# need_address NAME: that process did not end because its address is taken; fails if it did
need_address() {
  local in_use='([^ ]+:[0-9]+): (bind: )?[Aa]ddress already in use'
  [[ ! $(tail -n 15 "$(log_of "$1")") =~ $in_use ]] ||
    fail "$1 can't listen on ${BASH_REMATCH[1]}, which is taken${remedies[$1]:+: ${remedies[$1]}}"
}

is_up() {
  [[ -v pids[$1] ]] && kill -0 "${pids[$1]}" 2>/dev/null
}

# await NAME URL: returns once the URL answers 200. After 5 s it says once what the answer is instead.
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

# stop NAME...: asks them all, then kills whoever is still there after 15 s. A second Ctrl-C changes nothing.
stop() {
  local name deadline=$((SECONDS + 15))
  trap '' INT TERM HUP
  for name in "$@"; do
    # A process that was stopped with SIGSTOP heeds the first only once it has got the second.
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

# Waits for half a second, without a process that the script could leave behind.
exec {nothing}<> <(:)
pause() {
  read -r -t 0.5 -u "$nothing" || true
}

# http_status URL: of a GET to this machine; nothing if nothing answers
http_status() {
  local status
  if read -r _ status _ < <(http_get "$1"); then echo "$status"; fi
}

# http_reason URL: why the answer to a GET is not 200, as a problem's `detail` or etcd's `reason` says it
http_reason() {
  local reason='"(detail|reason)":"(([^"\\]|\\.)*)"'
  if [[ $(http_get "$1") =~ $reason ]]; then echo "${BASH_REMATCH[2]//\\\"/\"}"; fi
}

# http_get URL: the answer of this machine, with its head; nothing if nothing answers for 2 s. Without curl, which a machine may lack.
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

# is_taken PORT [HOST]: something listens on it, on this machine's loopback unless told otherwise
is_taken() {
  (exec 3<>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null
}

# has_connection PORT: a connection of this machine begins there, be it one that has just ended, so that nothing can listen on it
has_connection() {
  local port
  printf -v port '%04X' "$1"
  grep -qsE "^ *[0-9]+: [0-9A-F]+:$port " /proc/net/tcp /proc/net/tcp6
}

# is_promised PORT
is_promised() {
  [[ $promised_ports == *" $1 "* ]]
}

# free_port FROM: the first one from there on
free_port() {
  local port=$1
  while is_promised "$port" || is_taken "$port"; do port=$((port + 1)); done
  echo "$port"
}
