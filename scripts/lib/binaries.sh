# shellcheck shell=bash
# Binaries that the project runs but does not build. The scripts find them on this machine, or fetch them into a cache folder of the
# user, and install nothing. A cached binary is $cache/NAME-VERSION/NAME, and the files that it needs are beside it.

cache=${XDG_CACHE_HOME:-${HOME:?is not set: set it, or XDG_CACHE_HOME}/.cache}/portmaster

# version_of COMMAND...: the first x.y.z in the output of the command
version_of() {
  [[ $("$@" 2>&1) =~ [0-9]+\.[0-9]+\.[0-9]+ ]] && echo "${BASH_REMATCH[0]}"
}

# at_least VERSION MINIMUM
at_least() {
  printf '%s\n' "$2" "$1" | sort -VC
}

# on_path NAME MINIMUM VERSION_FLAG: the first program of that name on the PATH that is new enough. The sbin folders count too: on
# Debian daemons are there, and an ordinary user's PATH lacks them.
on_path() {
  local binary version
  while read -r binary; do
    version=$(version_of "$binary" "$3") && at_least "$version" "$2" && echo "$binary" && return
  done < <(PATH=$PATH:/usr/local/sbin:/usr/sbin type -aP "$1")
  return 1
}

# cached NAME MINIMUM: the newest in the cache, if it is new enough
cached() {
  local folder
  folder=$(printf '%s\n' "$cache/$1"-*/ | sort -V | tail -1)
  [[ -x $folder$1 ]] && at_least "$(basename "${folder#*"/$1-"}")" "$2" && echo "$folder$1"
}

# A folder to work in. It is inside the cache, so that a finished folder moves to its place in one step.
workspace=
make_workspace() {
  mkdir -p "$cache" || fail "can't write to $cache"
  workspace=$(mktemp -d "$cache/.fetching.XXXXXX")
  trap 'rm -rf "$workspace"' EXIT
}

# keep FOLDER NAME-VERSION: puts a finished folder into the cache, whole or not at all. A folder that is there already stays.
keep() {
  mv -T --no-clobber "$1" "$cache/$2"
}

# download URL FILE: gives up on an unreachable host within seconds
download() {
  if command -v curl >/dev/null; then
    curl -fsSL --connect-timeout 3 --speed-limit 1000 --speed-time 15 -o "$2" "$1" 2>/dev/null
  elif command -v wget >/dev/null; then
    wget -q --tries=1 --dns-timeout=3 --connect-timeout=3 --read-timeout=15 -O "$2" "$1"
  else
    return 1
  fi
}

# use_apt SOURCES_LIST [SOURCES_FOLDER]: makes apt read these sources, and keep its lists, locks and downloads in the workspace. It
# takes the network settings and the list of installed packages from the machine's own apt, and changes nothing there.
use_apt() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
  mkdir -p "$workspace"/apt/{state,cache}
  {
    apt-config dump Acquire
    cat <<END
Dir::State "$workspace/apt/state";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "$workspace/apt/cache";
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::Etc::SourceList "$1";
Dir::Etc::SourceParts "${2:-/dev/null}";
APT::Sandbox::User ""; # the sandbox's user could not reach a folder in another one's home
#clear Acquire::Languages;
Acquire::Languages "none";
END
  } >"$workspace/apt/apt.conf"
  export APT_CONFIG=$workspace/apt/apt.conf
  # apt goes on without a source that fails. A package that is missing then shows when it is needed.
  apt-get -qq update >"$workspace/apt/log" 2>&1 || true
}

# none_fetched MESSAGE: ends the script with apt's last lines and the message
none_fetched() {
  [[ ! -s $workspace/apt/log ]] || say "$(tail -n 3 "$workspace/apt/log")"
  fail "$1"
}

# unpack FOLDER PACKAGE[=VERSION]...: the packages' files below FOLDER, from the apt of use_apt
unpack() {
  local folder=$1 package
  shift
  rm -rf "$workspace/packages" "$folder" && mkdir -p "$workspace/packages" "$folder"
  (cd "$workspace/packages" && apt-get -qq download "$@" >>"$workspace/apt/log" 2>&1) || return
  for package in "$workspace"/packages/*.deb; do
    dpkg-deb -x "$package" "$folder" || return
  done
}

# missing_packages PACKAGE: that one, and the libraries that installing it would bring along
missing_packages() {
  apt-get -qq --simulate --no-install-recommends install "$1" 2>>"$workspace/apt/log" |
    awk -v name="$1" '/^Inst / && ($2 == name || $2 ~ /^lib/) { print $2 }' | grep .
}

# from_distribution NAME PROGRAM VERSION_FLAG MINIMUM COMMAND: fetches the package NAME of this machine's distribution, and keeps its
# PROGRAM with the libraries and extensions that are missing here. A wrapper runs COMMAND, which finds the program at
# $here/NAME.bin and all else in $here/lib.
from_distribution() {
  local ready=$workspace/ready packages version
  use_apt /etc/apt/sources.list /etc/apt/sources.list.d || return
  packages=$(missing_packages "$1") || return
  # shellcheck disable=SC2086 # one word a package
  unpack "$workspace/root" $packages || return
  mkdir "$ready" "$ready/lib" &&
    mv "$workspace/root/$2" "$ready/$1.bin" &&
    find "$workspace/root" \( -name 'lib*.so*' -o -path '*/xtables/*.so' \) -exec mv -t "$ready/lib" {} + &&
    wrapper "$1" "$5" >"$ready/$1" && chmod +x "$ready/$1" || return
  version=$(version_of "$ready/$1" "$3") && at_least "$version" "$4" && keep "$ready" "$1-$version"
}

# find_or_fetch NAME TITLE PROGRAM VERSION_FLAG MINIMUM COMMAND: prints the path of a program that is new enough: one on the PATH,
# one in the cache, or one that it fetches by from_distribution. TITLE is the program's name in messages.
find_or_fetch() {
  on_path "$1" "$5" "$4" || cached "$1" "$5" || { fetch_from_distribution "$@" && cached "$1" "$5"; }
}

fetch_from_distribution() {
  make_workspace
  say "Fetching $2 from this machine's own distribution ..."
  from_distribution "$1" "$3" "$4" "$5" "$6" ||
    none_fetched "no $2 of $5 or newer is here, and none could be fetched: please put one on the PATH"
}

# wrapper NAME COMMAND
wrapper() {
  cat <<END
#!/bin/sh
# $1 with what was fetched along with it.
here=\$(dirname "\$(readlink -f "\$0")")
export LD_LIBRARY_PATH="\$here/lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
$2 "\$@"
END
}
