# shellcheck shell=bash
# Maven, as the scripts call it: without colours and without a line for each download.

# Even without colours, Maven 3.8 ends its output with codes that reset them, through a library that has a switch of its own.
export MAVEN_OPTS="${MAVEN_OPTS:+$MAVEN_OPTS }-Djansi.noreset=true"
# shellcheck disable=SC2034 # the scripts use it
maven=(mvn -B -Dstyle.color=never --no-transfer-progress)

need_jdk_and_maven() {
  command -v javac >/dev/null || fail "javac is missing: install a JDK, 17 or newer"
  need_maven
}

need_maven() {
  command -v mvn >/dev/null || fail "mvn is missing: install Maven, 3.8 or newer"
}
