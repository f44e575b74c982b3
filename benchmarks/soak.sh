#!/usr/bin/env bash
# NetFlow v9 at a steady rate for a long time, decoded and sealed meanwhile: what is lost, how far decoding is behind, and whether memory stays flat.
# usage: soak.sh [FLOWS_A_SECOND=250000] [SECONDS=600]     the seconds and one minute more; leaves nothing behind
. "$(dirname "$0")/lib.sh"
rate=${1:-250000} span=${2:-600}
raise_receive_buffers 33554432
say "$(machine)"
daemon
port=$(port collector.netflow)
# its own memory; pages of the journal's mapped files beside it are the kernel's to take back
resident() { awk '/RssAnon/ { print int($2 / 1024) }' "/proc/$daemon/status"; }
mapped() { awk '/RssFile/ { print int($2 / 1024) }' "/proc/$daemon/status"; }
eval "$(bench FlowLoad "$rate" 20 0 "$port")" # warm
sent=$flows
bench FlowLoad "$rate" "$span" 0 "$port" >"$work/load.txt" &
load=$!
started+=("$load")
printf '%8s %14s %14s\n' "after, s" "own, MiB" "mapped, MiB"
began=$SECONDS most=0 early=0
while kill -0 "$load" 2>/dev/null; do
  now=$(resident) at=$((SECONDS - began))
  [ "$now" -le "$most" ] || most=$now
  [ "$at" -ge $((span / 3)) ] || early=$most
  [ $((at % 60)) -ge 5 ] || printf '%8d %14d %14d\n' "$at" "$now" "$(mapped)"
  sleep 5
done
flows=0
eval "$(cat "$work/load.txt")"
sent=$((sent + flows))
eval "$(bench StoreReport "$work/admin.sock" "$work/data")"
echo "sent $sent, stored $rows, sealed $sealed_rows in $segments segments; dropped by the kernel $(drops "$port") datagrams; $lag_frames datagrams behind at the end, gone after $lag_seconds s, all sealed after $seal_seconds s"
echo "own memory at most: $early MiB in the first third, $most MiB in all; load $(cut -d ' ' -f 1 /proc/loadavg)"
[ "$rows" -eq "$sent" ] && [ "$sealed_rows" -eq "$sent" ] && [ "$most" -le $((early + early / 10)) ]
