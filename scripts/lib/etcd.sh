# shellcheck shell=bash
# An etcd member, alone or of a cluster, on this machine's loopback.

etcd=
get_etcd() {
  etcd=$(scripts/etcd)
}

# start_etcd NAME FOLDER CLIENT_PORT PEER_PORT CLUSTER [OPTION...], with CLUSTER as `--initial-cluster` wants it
start_etcd() {
  local client=http://127.0.0.1:$3 peer=http://127.0.0.1:$4
  # A node's watch needs the history of the minutes for which it may be cut off, and no more.
  start "$1" "$etcd" --name "$1" --data-dir "$2" \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" \
    --initial-cluster "$5" --initial-cluster-token portmaster \
    --auto-compaction-mode periodic --auto-compaction-retention 5m "${@:6}"
}

# need_port_number VARIABLE: checks that the variable is empty or the number of a port
need_port_number() {
  [[ -z ${!1:-} || (${!1} =~ ^[0-9]{1,5}$ && ${!1} -ge 1024 && ${!1} -le 65000) ]] ||
    usage_error "$1 is to be a port from 1024 to 65000, and not ${!1@Q}"
}

# first_look SCRIPTS ENDPOINTS PREFIX: prints how to look at the records. SCRIPTS is the folder of the scripts as the caller sees it.
# The command sets ETCDCTL_ENDPOINTS, since etcdctl refuses --endpoints in a shell that has this variable.
first_look() {
  echo "Look at the records in etcd, at $2:"
  echo
  echo "  ETCDCTL_ENDPOINTS=$2 \$($1/etcd --ctl) get --prefix ${3:-/portmaster/}"
}

# start_only_etcd NAME FOLDER PORT: starts the only member of a cluster. It listens for other members all the same, on the first port
# above PORT at which nothing listens and no connection begins.
start_only_etcd() {
  local peer=$(($3 + 1))
  while is_promised "$peer" || is_taken "$peer" || has_connection "$peer"; do peer=$((peer + 1)); done
  # A member waits for one to two election timeouts before an election, even if it is alone. With etcd's default of 1 s that wait
  # would be most of a start.
  start_etcd "$1" "$2" "$3" "$peer" "$1=http://127.0.0.1:$peer" --heartbeat-interval 20 --election-timeout 100
}
