#!/usr/bin/env bash
# Makes a FreeRADIUS configuration with its files back end: PAP only, nothing else enabled, which is the fastest it can be.
# usage: freeradius.sh DIR PORT USERS SECRET    (users u0, u1, … with the passwords p0, p1, …)
set -euo pipefail
dir=$1 port=$2 users=$3 secret=$4
mkdir -p "$dir/run"
for ((i = 0; i < users; i++)); do echo "u$i Cleartext-Password := \"p$i\""; done >"$dir/users"
cat >"$dir/radiusd.conf" <<EOF
prefix = /usr
raddbdir = $dir
logdir = $dir/run
run_dir = $dir/run
libdir = /usr/lib/freeradius
name = bench
max_requests = 65536
log {
  destination = files
  file = $dir/run/radius.log
}
security {
  allow_core_dumps = no
  max_attributes = 200
  reject_delay = 1
  status_server = no
}
thread pool {
  start_servers = 4
  max_servers = 8
  min_spare_servers = 2
  max_spare_servers = 8
  max_requests_per_server = 0
}
client bench {
  ipaddr = 127.0.0.1
  secret = $secret
  require_message_authenticator = yes
}
modules {
  files {
    filename = $dir/users
  }
  pap {
  }
}
server bench {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = $port
  }
  authorize {
    files
    pap
  }
  authenticate {
    pap
  }
}
EOF
chmod -R go-w "$dir"
