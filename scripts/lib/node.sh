# shellcheck shell=bash
# How a node is built and started.

source "$(dirname "${BASH_SOURCE[0]}")/maven.sh"

jar=target/portmaster.jar
archive=target/portmaster.jsa

# Builds the jar unless it is newer than all that it is made of.
build_node() {
  command -v java >/dev/null || fail "java is missing: install a JDK, 17 or newer"
  need_jvm_options
  if ! is_built "$jar"; then
    build_jar
  fi
  archive_classes
}

build_jar() {
  need_maven
  say "Building $jar ... (the first time Maven fetches what it needs, which takes some minutes)"
  # scripts/test runs the tests and checks the format.
  "${maven[@]}" -q -Dmaven.test.skip=true -Dspotless.check.skip=true package >&2 || fail "the build has failed"
  touch "$jar" # Maven leaves an unchanged one untouched, and the next run would build again
}

# build_program BUILT NAME: builds the jar and the program NAME, bench or faults, unless they are built or BUILT is true.
build_program() {
  local built=target/test-classes/io/portmaster/$2/package-info.class
  if [[ $1 != true ]]; then
    if ! is_built "$jar" || ! is_built "$built" "src/$2" src/cluster; then
      build_jar_and_tests "$built"
    fi
    archive_classes
  fi
}

build_jar_and_tests() {
  need_jdk_and_maven
  say "Building ..."
  "${maven[@]}" -q -DskipTests -Dspotless.check.skip=true package >&2 || fail "the build has failed"
  touch "$jar" "$1" # Maven leaves unchanged ones untouched, and the next run would build again
}

# heed_help_and_cases NAME "$@": does what heed_help does, and prints the cases of the program NAME, bench or faults, too
heed_help_and_cases() {
  asks_for_help "${@:2}" || return 0
  show_help
  echo
  echo "The cases:"
  cases_of "$1" | sed 's/^/  /'
  exit 0
}

# cases_of NAME: the names that `--case` knows in that program
cases_of() {
  sed -n 's/^    \([A-Z][A-Z0-9_]*\)(.*/\1/p' "$(dirname "$0")/../src/$1/java/io/portmaster/$1"/*Case.java | tr 'A-Z_' 'a-z-'
}

# need_known_cases NAME ARGUMENT...: refuses a `--case` that the program doesn't know. The arguments have passed need_options.
need_known_cases() {
  local known value case
  known=$(cases_of "$1")
  shift
  while (($#)); do
    value=
    case $1 in
      --case) value=$2, && shift ;;
      --case=*) value=${1#*=}, ;;
    esac
    while [[ -n $value ]]; do
      case=${value%%,*}
      value=${value#*,}
      [[ -n $case && $'\n'$known$'\n' == *$'\n'"$case"$'\n'* ]] ||
        usage_error "there is no case ${case@Q}; the cases are ${known//$'\n'/, }"
    done
    shift
  done
}

# is_built FILE FOLDER...: tells whether the file is newer than its sources, which are in those folders and in src/main
is_built() {
  [[ -f $1 && -z $(find pom.xml src/main "${@:2}" -newer "$1" -print -quit) ]]
}

# Archives the classes of a node (JDK's AppCDS), so that it starts in half the time. The archive has the classes that a node loads in a
# few seconds on an etcd. Without an etcd a node loads most of them, too. A node without an archive, or with an old one, starts all the
# same.
archive_classes() (
  [[ ! $archive -nt $jar ]] || exit 0
  local port=1 folder
  if get_etcd; then
    folder=$(mktemp -d)
    trap 'kill_at_once archive-etcd && rm -rf "$folder"' EXIT
    port=$(free_port 23790)
    start_only_etcd archive-etcd "$folder" "$port"
  fi
  timeout --signal=TERM 4 java @deploy/jvm.options "-XX:ArchiveClassesAtExit=$archive" -jar "$jar" \
    serve --etcd "http://127.0.0.1:$port" --listen 127.0.0.1:0 --drain-notice 0s >/dev/null 2>&1 || true
)

# All options of `serve` that take a value.
# shellcheck disable=SC2034 # the scripts use it
serve_options="--listen --etcd --prefix --offer-ttl --drain-notice --installation"

# Checks that the JVM knows each of JVM_OPTIONS. A node's JVM would ignore the others without a word: deploy/jvm.options tells it to,
# for options that only some JDKs know. Agents are not checked, since one may wait for a debugger.
need_jvm_options() {
  local option known=() complaint
  for option in ${JVM_OPTIONS:-}; do
    [[ $option == -agent* || $option == -javaagent:* ]] || known+=("$option")
  done
  ((!${#known[@]})) || complaint=$(java "${known[@]}" -version 2>&1) || usage_error "JVM_OPTIONS: ${complaint%%$'\n'*}"
}

# option NAME ARGUMENT...: the value that the arguments give to the option NAME
option() {
  local name=$1
  shift
  while (($#)); do
    case $1 in
      "$name") echo "${2:-}" && return ;;
      "$name"=*) echo "${1#*=}" && return ;;
    esac
    shift
  done
  return 1
}

# start_node NAME ARGUMENT...
start_node() {
  local name=$1
  shift
  # shellcheck disable=SC2086 # one word an option
  start "$name" java @deploy/jvm.options "-XX:SharedArchiveFile=$archive" ${JVM_OPTIONS:-} -jar "$jar" serve "$@"
}

# first_command SCRIPTS URL: prints how to run a command with a port of its own. SCRIPTS is the folder of the scripts as the caller sees it.
first_command() {
  local url=''
  [[ $2 == http://127.0.0.1:8080 ]] || url="PORTMASTER_URL=$2 "
  echo "Run a command with a port of its own from that service:"
  echo
  echo "  $url$1/portmaster exec django web-01 -- python3 -m http.server {}"
}

# first_request URL: prints what to try first: to make a service, or to ask for a port if the service is there.
first_request() {
  if [[ $(http_status "$1/v1/services/django") == 200 ]]; then
    echo "Ask for a port:"
    echo
    echo "  curl -X POST $1/v1/services/django/offers -H 'Content-Type: application/json' -d '{\"name\":\"web-01\"}'"
  else
    echo "Make a service, a range of ports:"
    echo
    echo "  curl -X POST $1/v1/services -H 'Content-Type: application/json' \\"
    echo "    -d '{\"name\":\"django\",\"description\":\"Django service\",\"start\":5000,\"end\":10000}'"
  fi
}
