# shellcheck shell=bash
# A node: the jar that it runs from, and starting it.

jar=target/portmaster.jar
archive=target/portmaster.jsa

# Builds the jar unless it is newer than all that it is made of.
build_node() {
  command -v java >/dev/null || fail "java is missing: install a JDK, 17 or newer"
  if ! is_built "$jar"; then
    build_jar
  fi
  archive_classes
}

build_jar() {
  command -v mvn >/dev/null || fail "mvn is missing: install Maven, 3.8 or newer"
  say "Building $jar ..."
  # What it is for is to run: tests and formatting are the business of scripts/test.
  mvn -B -q -Dstyle.color=never --no-transfer-progress -Dmaven.test.skip=true -Dspotless.check.skip=true package >&2 || fail "the build has failed"
  touch "$jar" # Maven leaves an unchanged one untouched, and the next run would build again
}

# build_tests BUILT PACKAGE: builds the jar and that package of the tests, unless they are built, or are said to be so.
build_tests() {
  local sources=src/test/java/io/portmaster built=target/test-classes/io/portmaster/$2/package-info.class
  if [[ $1 != true ]]; then
    is_built "$jar" && is_built "$built" "$sources"/{"$2",cluster} || build_jar_and_tests "$built"
    archive_classes
  fi
}

build_jar_and_tests() {
  command -v javac >/dev/null || fail "javac is missing: install a JDK, 17 or newer"
  command -v mvn >/dev/null || fail "mvn is missing: install Maven, 3.8 or newer"
  say "Building ..."
  mvn -B -q -Dstyle.color=never --no-transfer-progress -DskipTests -Dspotless.check.skip=true package >&2 || fail "the build has failed"
  touch "$jar" "$1" # Maven leaves unchanged ones untouched, and the next run would build again
}

# is_built FILE FOLDER...: it is newer than all that it is made of, which is in those folders and in src/main
is_built() {
  [[ -f $1 && -z $(find pom.xml src/main "${@:2}" -newer "$1" -print -quit) ]]
}

# Archives the classes of a node (JDK's AppCDS), which halves the time that it takes to start: those that it has loaded a few
# seconds after it was started, on an etcd that goes with it. Where there is none to be had, a node that looks for one in vain loads
# most of them all the same; and without an archive, or with a stale one, it just takes longer.
archive_classes() (
  [[ ! $archive -nt $jar ]] || exit 0
  endpoint=http://127.0.0.1:1
  if get_etcd; then
    folder=$(mktemp -d)
    trap 'kill_at_once archive-etcd && rm -rf "$folder"' EXIT
    start_only_etcd archive-etcd "$folder" 23790
  fi
  timeout --signal=TERM 4 java @deploy/jvm.options "-XX:ArchiveClassesAtExit=$archive" -jar "$jar" \
    serve --etcd "$endpoint" --listen 127.0.0.1:0 >/dev/null 2>&1 || true
)

# start_node NAME ARGUMENT...
start_node() {
  local name=$1
  shift
  # shellcheck disable=SC2086 # one word an option
  start "$name" java @deploy/jvm.options "-XX:SharedArchiveFile=$archive" ${JVM_OPTIONS:-} -jar "$jar" serve "$@"
}

# first_request URL: what to try first, as suits the data: make a service, or get a port of the one that is there.
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
