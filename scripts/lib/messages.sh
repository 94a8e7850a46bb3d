# shellcheck shell=bash
# What the scripts tell their user. It goes to stderr, since stdout is for a script's result, and has no colours.

say() {
  printf '%s\n' "$*" >&2
}

fail() {
  say "$(basename "$0"): $*"
  exit 1
}

# usage_error MESSAGE: ends the script because it was called in a wrong way
usage_error() {
  say "$(basename "$0"): $* (try $0 --help)"
  exit 2
}

# heed_help "$@": prints the comment at the head of the script, if the arguments ask for help, and does nothing else
heed_help() {
  ! asks_for_help "$@" || { show_help && exit 0; }
}

asks_for_help() {
  [[ " $* " == *" --help "* || " $* " == *" -h "* ]]
}

show_help() {
  sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"
}

# need_options "VALUED..." "FLAG..." ARGUMENT...: ends the script if an argument is none of these options. Valued ones
# come as `--name value` or `--name=value`.
need_options() {
  local valued=" $1 " flags=" $2 " name
  shift 2
  while (($#)); do
    name=${1%%=*}
    if [[ $name == --* && $valued == *" $name "* ]]; then
      if [[ $1 == "$name" ]]; then
        (($# > 1)) || usage_error "$name needs a value"
        shift
      fi
    elif [[ -z $1 || $flags != *" $1 "* ]]; then
      usage_error "unknown option ${1@Q}"
    fi
    shift
  done
}

# need_no_options "$@"
need_no_options() {
  need_options "" "" "$@"
}
