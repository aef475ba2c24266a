#!/usr/bin/env bash
# Makes what a Kafka cluster with TLS and passwords needs, into a directory that is new:
#
#   secrets.sh DIRECTORY [HOST…]             HOST: names or addresses of the brokers besides localhost (default: kafka-1 kafka-2 kafka-3)
#   secrets.sh --renew DIRECTORY [HOST…]     new certificates, for the hosts of before unless others are named, into a directory that is
#                                            there; users and passwords stay. Brokers and clients start again together after it, since
#                                            those of before and after do not trust each other
#
#   ca.pem                 certificate of an authority of its own; its key is thrown away, so that nothing more can be signed
#   broker.pem, admin.pem  key and certificate by which brokers know each other (CN=broker), and whoever administers them (CN=admin)
#   admin.properties       how the administrator gets in: kafka-config of “tocsin topics create --acl”
#   ROLE.properties        kafka-config of each role and of the command line (tools), each with a password of its own
#   users                  a line “name password” for each of them, from which the cluster's users are made
#
# CA, if set, is where the clients will find ca.pem and admin.pem; by default where they are made.
set -euo pipefail
renew=
if [ "${1:-}" = --renew ]; then
  renew=yes
  shift
fi
if [ $# -lt 1 ]; then
  echo "secrets.sh: name the directory to make, which must not be there yet, or after --renew the one that is there" >&2
  exit 2
fi
if [ -n "$renew" ] && [ ! -f "$1/users" ]; then
  echo "secrets.sh: $1 has no secrets to renew; without --renew they are made" >&2
  exit 1
fi
if [ -z "$renew" ] && [ -e "$1" ]; then
  echo "secrets.sh: $1 is there already; new secrets would lock out whoever uses the old ones, so name another, move it away, or renew its certificates alone with --renew" >&2
  exit 1
fi
directory="$1"
shift
names="DNS:localhost,IP:127.0.0.1"
if [ -n "$renew" ] && [ $# -eq 0 ]; then
  names="$(openssl x509 -noout -ext subjectAltName -in "$directory/broker.pem" | tail -1 | sed 's/IP Address:/IP:/g; s/ //g')"
elif [ $# -eq 0 ]; then
  set -- kafka-1 kafka-2 kafka-3
fi
umask 077
mkdir -p "$directory"
cd "$directory"
at="${CA:-$PWD}"
days=825

key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2> /dev/null; }

key ca.key
openssl req -x509 -new -key ca.key -days "$days" -subj "/CN=Tocsin cluster" -out ca.pem

for host in "$@"; do
  if [[ "$host" =~ ^[0-9.]+$|: ]]; then names+=",IP:$host"; else names+=",DNS:$host"; fi
done
for who in broker admin; do
  key "$who.key"
  openssl req -new -key "$who.key" -subj "/CN=$who" -out "$who.csr"
  openssl x509 -req -in "$who.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -out "$who.crt" 2> /dev/null \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$names")
  cat "$who.key" "$who.crt" > "$who.pem"
done
rm -f ./*.key ./*.csr ./*.crt ./*.srl
if [ -n "$renew" ]; then
  chmod 644 ./*.pem
  exit
fi

cat > admin.properties << END
security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=$at/admin.pem
ssl.truststore.type=PEM
ssl.truststore.location=$at/ca.pem
END
for role in ingest enrich alerts dashboard replay tools; do
  password="$(openssl rand -hex 24)"
  echo "tocsin-$role $password" >> users
  cat > "$role.properties" << END
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="tocsin-$role" password="$password";
ssl.truststore.type=PEM
ssl.truststore.location=$at/ca.pem
END
done
# containers read them under users of their own; the directory is closed to everybody else on this machine
chmod 644 ./*
