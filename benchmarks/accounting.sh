#!/usr/bin/env bash
# Accounting events a second and their answers' times: FreeRADIUS with its detail file and nothing else, and Jaruek, which journals each before it answers.
# usage: accounting.sh     about two minutes; leaves nothing behind. SESSIONS=20000 EACH=5 ROUNDS=3 WARM=30 (seconds)
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/freeradius.sh"
need freeradius
sessions=${SESSIONS:-20000} each=${EACH:-5} rounds=${ROUNDS:-3} warm=${WARM:-30}

declare -A best p99 answers cpu

# measure NAME PORT PID: keeps the best of the rounds
measure() {
  local inflight rate answered lost p50_us p99_us before each_us
  for inflight in 64 256; do
    before=$(ticks "$3")
    eval "$(bench AccountingLoad "$2" "$secret" "$sessions" "$each" $inflight)"
    each_us=$(calc %.1f "($(ticks "$3") - $before) * 1000000 / $(getconf CLK_TCK) / $answered")
    say "$1, $inflight in flight: $rate events/s, $each_us us of processor time each, answers in $p50_us us (median), $p99_us us (p99), without an answer $lost, load $(cut -d ' ' -f 1 /proc/loadavg)"
    [ "$answered" -gt 0 ] || { say "$1 does not answer"; exit 1; }
    answers[$1]=$((${answers[$1]:-0} + answered))
    [ "${best[$1 $inflight]:-0}" -ge "$rate" ] || best[$1 $inflight]=$rate
    [ "$(calc %d "(${cpu[$1 $inflight]:-999999} > $each_us)")" -eq 0 ] || cpu[$1 $inflight]=$each_us
    [ "${p99[$1 $inflight]:-999999999}" -le "$p99_us" ] || p99[$1 $inflight]=$p99_us
  done
}

say "$(machine)"
daemon
start_peer freeradius freeradius_accounting
port=$(port radius.accounting)
say "warming up ..."
eval "$(bench AccountingLoad "$port" "$secret" "$sessions" "$warm" 64)"
answers[jaruek]=$answered
for ((round = 1; round <= rounds; round++)); do
  measure freeradius "$peer_port" "$peer"
  measure jaruek "$port" "$daemon"
done

eval "$(bench StoreReport "$work/admin.sock" "$work/data")"
say "jaruek kept $identities events of ${answers[jaruek]} answered; journalled but not decoded at the end: $lag_frames, decoded $lag_seconds s later"
[ "$identities" -ge "${answers[jaruek]}" ] || { say "answered events are missing"; exit 1; }

echo
printf '%-20s %12s %12s %8s %18s %14s %22s\n' "accounting" "FreeRADIUS" "jaruek" "ratio" "FreeRADIUS p99 us" "jaruek p99 us" "processor us an event"
reached=1
for inflight in 64 256; do
  ours=${best[jaruek $inflight]} theirs=${best[freeradius $inflight]}
  printf '%-20s %12d %12d %8s %18d %14d %22s\n' "$inflight in flight" "$theirs" "$ours" "$(calc %.2f "$ours / $theirs")" "${p99[freeradius $inflight]}" "${p99[jaruek $inflight]}" "${cpu[freeradius $inflight]} / ${cpu[jaruek $inflight]}"
  [ "$ours" -ge $((3 * theirs)) ] || reached=0
done
[ "${p99[jaruek 64]}" -le "${p99[freeradius 64]}" ] || reached=0
[ $reached -eq 1 ]
