# shellcheck shell=bash
# An etcd member, alone or of a cluster, on this machine's loopback.

etcd=
get_etcd() {
  etcd=$(scripts/etcd)
}

# start_etcd NAME FOLDER CLIENT_PORT PEER_PORT CLUSTER, with CLUSTER as `--initial-cluster` wants it
start_etcd() {
  local client=http://127.0.0.1:$3 peer=http://127.0.0.1:$4
  # A node's watch needs no more history than the minutes that it may be cut off.
  start "$1" "$etcd" --name "$1" --data-dir "$2" \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" \
    --initial-cluster "$5" --initial-cluster-token portmaster \
    --auto-compaction-mode periodic --auto-compaction-retention 5m
}

# start_only_etcd NAME FOLDER PORT: one that is all of its cluster, on the first free port from there on; sets $endpoint
start_only_etcd() {
  local client peer
  client=$(free_port "$3")
  peer=$(free_port $((client + 1)))
  endpoint=http://127.0.0.1:$client
  start_etcd "$1" "$2" "$client" "$peer" "$1=http://127.0.0.1:$peer"
}
