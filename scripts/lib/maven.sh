# shellcheck shell=bash
# How the scripts call Maven: without colours and without a line for each download.

# Maven 3.8 ends its output with codes that reset colours, even if there were none. The library that writes them has this switch.
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
