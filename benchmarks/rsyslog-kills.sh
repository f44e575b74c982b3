#!/usr/bin/env bash
# rsyslog sends numbered messages by TCP, TLS and RELP while the daemon is killed with SIGKILL and started again; every number is looked for in the store afterwards, and the account added up.
# usage: rsyslog-kills.sh [MESSAGES=1000000] [TRANSPORTS=tcp,tls,relp] [KILLS=5] [SEED]    messages by each transport; some minutes; keeps its folder if something is wrong
. "$(dirname "$0")/lib.sh"
[ -x /usr/sbin/rsyslogd ] || { say "$0: rsyslogd is missing (Debian: rsyslog rsyslog-gnutls rsyslog-relp)"; exit 3; }
machine >&2
"$jdk" @"$root/config/jvm.options" -Xmx2g -Djaruek.home="$root" -cp "$JARUEK_CLASSES" jaruek.bench.RsyslogKills "$@"
