#!/usr/bin/env bash
# What a byte of a hostile line costs each vendor's grammar at 4 KiB and at 64 KiB: flat if the work is linear.
# usage: line-time.sh [VENDOR]     a minute or two; ends with 1 if 64 KiB cost more than 2.5 times as much a byte anywhere (quadratic: 16)
. "$(dirname "$0")/lib.sh"
machine >&2
"$jdk" @"$root/config/jvm.options" -Xmx512m -XX:+UseSerialGC -Djaruek.home="$root" -cp "$JARUEK_CLASSES" jaruek.bench.LineTime "$@"
