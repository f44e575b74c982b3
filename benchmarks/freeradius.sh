# FreeRADIUS with nothing but what is measured, which is the fastest it can be; read by the benchmarks after lib.sh, not run.

# freeradius_users FILE: $users users u0, u1, … with the passwords p0, p1, …
freeradius_users() {
  local i
  for ((i = 0; i < users; i++)); do echo "u$i Cleartext-Password := \"p$i\""; done >"$1"
}

# freeradius_head FOLDER: makes the folder and begins its configuration
freeradius_head() {
  mkdir -p "$1/run"
  cat >"$1/radiusd.conf" <<EOF
prefix = /usr
raddbdir = $1
logdir = $1/run
run_dir = $1/run
libdir = /usr/lib/freeradius
name = bench
max_requests = 65536
log {
  destination = files
  file = $1/run/radius.log
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
EOF
}

# freeradius_pap FOLDER PORT: PAP over its files back end
freeradius_pap() {
  freeradius_head "$1"
  freeradius_users "$1/users"
  cat >>"$1/radiusd.conf" <<EOF
modules {
  files {
    filename = $1/users
  }
  pap {
  }
}
server bench {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = $2
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
}

# freeradius_eap FOLDER PORT CERTIFICATE KEY CA: EAP-TLS, PEAP-MSCHAPv2 and EAP-TTLS/PAP over its files back end
freeradius_eap() {
  freeradius_head "$1"
  freeradius_users "$1/users"
  cat >>"$1/radiusd.conf" <<EOF
modules {
  files {
    filename = $1/users
  }
  pap {
  }
  mschap {
  }
  eap {
    default_eap_type = peap
    max_sessions = 16384
    tls-config common {
      private_key_file = $4
      certificate_file = $3
      ca_file = $5
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
    port = $2
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
EOF
}

# freeradius_accounting FOLDER PORT: its detail file
freeradius_accounting() {
  freeradius_head "$1"
  cat >>"$1/radiusd.conf" <<EOF
modules {
  detail {
    filename = $1/run/detail
    header = "%t"
    permissions = 0600
  }
}
server bench {
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = $2
  }
  accounting {
    detail
  }
}
EOF
}

# start_peer NAME FUNCTION [ARGUMENTS]: FreeRADIUS with the configuration that FUNCTION FOLDER PORT makes; sets peer and peer_port
start_peer() {
  local folder=$work/$1 make=$2 i
  peer_port=$(free_port)
  "$make" "$folder" "$peer_port" "${@:3}"
  chmod -R go-w "$folder"
  freeradius -f -d "$folder" -n radiusd >"$folder.log" 2>&1 &
  peer=$!
  started+=("$peer")
  for ((i = 0; i < 100; i++)); do
    sleep 0.1
    grep -qi ":$(printf '%04X' "$peer_port") " /proc/net/udp && return
    kill -0 "$peer" 2>/dev/null || break
  done
  say "FreeRADIUS does not start:"
  cat "$folder.log" "$folder"/run/*.log >&2
  exit 1
}
