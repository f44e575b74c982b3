#!/usr/bin/env bash
# The daemon killed with SIGKILL at random moments under load, and everything promised there, once.
# usage: kill-rounds.sh [ROUNDS=20] [SEED] [FOLDER]    some 15 s a round; keeps its folder if something is wrong
. "$(dirname "$0")/lib.sh"
"$jdk" @"$root/config/jvm.options" -Xmx4g -Djaruek.home="$root" -cp "$JARUEK_CLASSES" jaruek.bench.KillRounds "$@"
