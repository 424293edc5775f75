#!/usr/bin/env bash
# Installs what the tests need (Debian, root), builds, and runs them all. Ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

missing=()
command -v nft >/dev/null || [ -e /usr/sbin/nft ] || missing+=(nftables)
command -v ip >/dev/null || missing+=(iproute2)
command -v git >/dev/null || missing+=(git)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v redis-server >/dev/null || missing+=(redis-server)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]} ..."
  # RUNLEVEL=1: no server is started by being installed; tests start their own.
  if ! (apt-get update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}") >/tmp/ztsegment-apt.log 2>&1; then
    cat /tmp/ztsegment-apt.log >&2
    exit 3
  fi
fi

# Azure Storage for tests; kept between runs.
azurite=3.35.0
if ! grep -q "\"version\": \"$azurite\"" artifacts/azurite/node_modules/azurite/package.json 2>/dev/null; then
  echo "installing azurite $azurite ..."
  npm install --prefix artifacts/azurite --no-audit --no-fund --loglevel=error "azurite@$azurite" || exit 3
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet build ZtSegment.sln -c Release -nologo -clp:ErrorsOnly || exit 1

# The kernel's tests come last and alone: they time out where something else takes both cores.
status=0
for project in tests/*/*.Tests.csproj tests/ZtSegment.EndToEnd/ZtSegment.EndToEnd.csproj; do
  dotnet test "$project" -c Release --no-build -nologo --logger trx --results-directory "$results" || status=1
done

# Each runner wrote its own totals: <Counters total=".." passed=".." failed=".." .../>
total() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(total passed)
failed=$(total failed)
skipped=$(($(total total) - $(total executed)))
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
