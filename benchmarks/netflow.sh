#!/usr/bin/env bash
# NetFlow v9 without loss: the highest rate that nfcapd -z takes here, and whether Jaruek takes it too, with bytes a flow.
# usage: netflow.sh     three to four minutes; leaves nothing behind
. "$(dirname "$0")/lib.sh"
need nfcapd nfdump
first=${FIRST:-300000} step=${STEP:-100000} most=${MOST:-800000} seconds=10 long=${LONG:-20}
prompt=5 # seconds after the last datagram in which all must be decoded, to count as keeping up
buffer=33554432 # asked of the kernel by both; as config/60-jaruek.conf has it
raise_receive_buffers $buffer

# load RATE SECONDS PORT: sets flows
load() {
  local seconds rate
  eval "$(bench FlowLoad "$1" "$2" 0 "$3")"
}

# nfcapd_run RATE SECONDS: sets flows, stored, lost, bytes
nfcapd_run() {
  local folder=$work/nfcapd port capture
  rm -rf "$folder"
  mkdir "$folder"
  port=$(free_port)
  nfcapd -w "$folder" -p "$port" -b 127.0.0.1 -t 60 -z -B $buffer >"$work/nfcapd.log" 2>&1 &
  capture=$!
  started+=("$capture")
  sleep 0.5
  load "$1" "$2" "$port"
  sleep 1
  lost=$(drops "$port")
  stop "$capture"
  stored=0 bytes=0
  for file in "$folder"/nfcapd.*; do
    stored=$((stored + $(nfdump -I -r "$file" | awk '$1 == "Flows:" { print $2 }')))
    bytes=$((bytes + $(stat -c %s "$file")))
  done
}

say "$(machine)"
peer=0 peer_bytes=0
for ((rate = first; rate <= most; rate += step)); do
  taken=
  for try in 1 2; do
    nfcapd_run "$rate" $seconds
    say "nfcapd -z: $rate flows/s asked, sent $flows, stored $stored, dropped by the kernel $lost datagrams, load $(cut -d ' ' -f 1 /proc/loadavg)"
    if [ "$stored" -ge "$flows" ] && [ "$lost" -eq 0 ]; then taken=yes; break; fi
  done
  [ -n "$taken" ] || break
  peer=$rate
  peer_bytes=$(calc %.1f "$bytes / $stored")
done
[ "$peer" -gt 0 ] || { say "nfcapd lost flows at $first/s already: the machine is busy"; exit 1; }

daemon
port=$(port collector.netflow)
sent=0
load $((peer / 4)) 8 "$port" # a daemon that runs for 90 days is warm
sent=$flows
ours=0 kept_up=0
for percent in 50 75 100; do
  rate=$((peer * percent / 100))
  before=$(drops "$port")
  load "$rate" "$long" "$port"
  sent=$((sent + flows))
  eval "$(bench StoreReport "$work/admin.sock" "$work/data")"
  lost=$(($(drops "$port") - before))
  say "jaruek: $rate flows/s asked, sent $flows, kept $((rows - sent + flows)), dropped by the kernel $lost datagrams, lag at the end $lag_frames datagrams, gone after $lag_seconds s, all sealed after $seal_seconds s, load $(cut -d ' ' -f 1 /proc/loadavg)"
  ours_bytes=$(calc %.1f "$sealed_bytes / $sealed_rows")
  [ "$rows" -eq "$sent" ] && [ "$lost" -eq 0 ] && [ "$sealed_rows" -eq "$sent" ] || break
  ours=$rate ours_lag=$lag_seconds
  [ "$(calc %d "($lag_seconds <= $prompt)")" -eq 0 ] || kept_up=$rate
done
rss=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$daemon/status")

echo
printf '%-34s %14s %14s %8s\n' "NetFlow v9, 24 flows a datagram" "nfcapd -z" "jaruek" "ratio"
printf '%-34s %14d %14d %8s\n' "flows a second without loss" "$peer" "$ours" "$(calc %.2f "$ours / $peer")"
printf '%-34s %14s %14d %8s\n' "and decoded within $prompt s of the end" "-" "$kept_up" "$(calc %.2f "$kept_up / $peer")"
printf '%-34s %14s %14s %8s\n' "bytes a flow on disk" "$peer_bytes" "${ours_bytes:--}" "$(calc %.2f "${ours_bytes:-0} / $peer_bytes")"
printf '%-34s %14s %14s\n' "lag at the highest rate, s" "-" "${ours_lag:--}"
printf '%-34s %14s %14s\n' "memory at most, MiB" "-" "$rss"
[ "$kept_up" -ge "$peer" ] && [ "$(calc %d "(${ours_bytes:-99} <= 24)")" -eq 1 ]
