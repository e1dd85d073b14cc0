#!/bin/sh
# coturn with the certificate that Caddy has got, and with every later one.
# usage: turn.sh CADDY'S_DATA DOMAIN TURNSERVER'S_OPTION…
# Without a certificate there is TURN without TLS; when the first one comes this ends, to be started
# again. TURN_LOOKS_S: seconds between two looks.
set -u
data=$1 domain=$2
shift 2

newest() {
  find "$data" -path "*/$domain/$domain.crt" -exec ls -t {} + 2>/dev/null | head -n 1
}

cert=$(newest)
seen=$(cksum <"${cert:-/dev/null}")
turnserver "$@" ${cert:+"--cert=$cert" "--pkey=${cert%.crt}.key"} &
server=$!
trap 'kill "$server"; wait "$server"; exit' TERM INT

while kill -0 "$server" 2>/dev/null; do
  sleep "${TURN_LOOKS_S:-60}" >/dev/null 2>&1 &
  wait $!
  now=$(newest)
  if [ -z "$cert" ] && [ -n "$now" ]; then
    kill "$server"
    wait "$server"
    exit
  fi
  if [ "$(cksum <"${now:-/dev/null}")" != "$seen" ]; then
    seen=$(cksum <"${now:-/dev/null}")
    kill -USR2 "$server"
  fi
done
wait "$server"
