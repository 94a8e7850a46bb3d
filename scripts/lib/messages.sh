# shellcheck shell=bash
# What the scripts tell their user. Always on stderr: a script's stdout is its result.

say() {
  printf '%s\n' "$*" >&2
}

fail() {
  say "$(basename "$0"): $*"
  exit 1
}
