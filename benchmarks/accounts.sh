#!/usr/bin/env bash
# Accounts at a start: seconds to read them, heap they take with open sessions beside them. The limit is on both together.
# usage: accounts.sh [ACCOUNTS=50000] [SESSIONS=20000]
. "$(dirname "$0")/lib.sh"
accounts=${1:-50000}
sessions=${2:-20000}

say "$(machine)"
mkdir -p "$work/accounts"
run() { "$jdk" @"$root/config/jvm.options" -Xmx512m -cp "$JARUEK_CLASSES" jaruek.bench.AccountsTime "$work/accounts" "$accounts" "$sessions"; }
say "$(run)"
line=$(run)
say "$line"
eval "$line"
echo
printf '%-52s %12s %12s\n' "$accounts accounts, $sessions sessions" "measured" "goal"
printf '%-52s %12s %12s\n' "start, s" "$start_seconds" "3"
printf '%-52s %12s %12s\n' "the same, processor's time" "$start_processor" "-"
printf '%-52s %12s %12s\n' "heap of both, MiB" "$together_mib" "200"
[ "$(calc %d "($start_seconds < 3 && $together_mib < 200)")" -eq 1 ]
