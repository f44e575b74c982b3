#!/usr/bin/env bash
# Makes a FreeRADIUS configuration with EAP-TLS, PEAP-MSCHAPv2 and EAP-TTLS/PAP over its files back end, and nothing else.
# usage: freeradius-eap.sh DIR PORT USERS SECRET CERTIFICATE KEY CA    (users u0, u1, … with the passwords p0, p1, …)
set -euo pipefail
dir=$1 port=$2 users=$3 secret=$4 certificate=$5 key=$6 ca=$7
mkdir -p "$dir/run"
for ((i = 0; i < users; i++)); do echo "u$i Cleartext-Password := \"p$i\""; done >"$dir/users"
cat >"$dir/radiusd.conf" <<EOC
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
  mschap {
  }
  eap {
    default_eap_type = peap
    max_sessions = 16384
    tls-config common {
      private_key_file = $key
      certificate_file = $certificate
      ca_file = $ca
      fragment_size = 1024
      cipher_list = "DEFAULT"
      ecdh_curve = ""
      tls_min_version = "1.2"
      tls_max_version = "1.3"
      cache {
        enable = no
      }
    }
    tls {
      tls = common
    }
    ttls {
      tls = common
      virtual_server = inner
    }
    peap {
      tls = common
      default_eap_type = mschapv2
      virtual_server = inner
    }
    mschapv2 {
    }
  }
}
server bench {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = $port
  }
  authorize {
    eap
  }
  authenticate {
    eap
  }
}
server inner {
  authorize {
    eap
    mschap
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
    Auth-Type MS-CHAP {
      mschap
    }
    eap
  }
}
EOC
chmod -R go-w "$dir"
