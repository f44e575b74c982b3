#!/bin/bash
# Fuzzes with Jazzer every target of the tests (@FuzzTest) for some time, one after the other, and prints a table of what came of it.
#   benchmarks/fuzz.sh [SECONDS [PATTERN]]     60 seconds each; PATTERN: grep -E on module:class#method
# Inputs that failed stay in fuzz-findings/ where it was started; put them into the test's ...Inputs folder (see docs/attacks.md), so that each test run replays them.
# Ends with 1 if something was found.
JARUEK_CLASSES=none # of the daemon, which is not needed here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
seconds=${1:-60}
pattern=${2:-.}
findings=$PWD/fuzz-findings

# JARUEK_FUZZ_CLASSES: class path of a development build with its tests, instead of Maven's
if [ -z "${JARUEK_FUZZ_CLASSES:-}" ]; then
  say "building ..."
  mvn -B -q -f "$root/pom.xml" -Dexec.skip test-compile dependency:build-classpath -Dmdep.outputFile=target/fuzz.classpath >"$work/build.log" 2>&1 ||
    { tail -n 20 "$work/build.log" >&2; exit 3; }
fi

# module:class#method of each target
targets() {
  local file module class
  while read -r file; do
    module=${file#"$root"/}
    module=${module%%/*}
    class=${file#*/src/test/java/}
    class=${class%.java}
    grep -A 3 '@FuzzTest' "$file" | sed -n 's/^[ -]*void \([A-Za-z0-9]*\)(.*/\1/p' | while read -r method; do
      echo "$module:${class//\//.}#$method"
    done
  done < <(grep -rl --include='*.java' '@FuzzTest' "$root"/*/src/test/java | sort)
}

found=0
printf '| %s | %s | %s | %s |\n|---|---|---|---|\n' target executions "a second" findings
for target in $(targets | grep -E -- "$pattern"); do
  module=${target%%:*}
  method=${target#*#}
  class=${target#*:}
  class=${class%#*}
  classes=${JARUEK_FUZZ_CLASSES:-}
  [ -n "$classes" ] || classes="$root/$module/target/test-classes:$root/$module/target/classes:$(cat "$root/$module/target/fuzz.classpath")"
  mkdir -p "$work/$method"
  log=$work/$method.log
  (cd "$work/$method" && exec "$jdk" @"$root/config/jvm.options" -XX:+EnableDynamicAgentLoading -Xmx1g -Djaruek.root="$root" -Djaruek.home="$root" -cp "$classes" \
    com.code_intelligence.jazzer.Jazzer --target_class="$class" --target_method="$method" \
    --instrumentation_includes='jaruek.**' --custom_hook_includes='jaruek.**' -max_total_time="$seconds" -timeout=20) >"$log" 2>&1 && status=0 || status=$?
  runs=$(sed -n 's/^Done \([0-9]*\) runs in .*/\1/p' "$log" | tail -n 1)
  [ -n "$runs" ] || runs=$(sed -n 's/^#\([0-9]*\)[^0-9].*/\1/p' "$log" | tail -n 1)
  took=$(sed -n 's/^Done [0-9]* runs in \([0-9]*\) second.*/\1/p' "$log" | tail -n 1)
  found_here=0
  if [ $status -ne 0 ] || [ -z "$runs" ]; then
    found=1
    found_here=1
    mkdir -p "$findings/$class/$method"
    cp "$log" "$findings/$class/$method/"
    find "$work/$method" -type f \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) -exec cp {} "$findings/$class/$method/" \;
  fi
  printf '| `%s#%s` | %s | %s | %s |\n' "${class##*.}" "$method" "${runs:-0}" "$((${runs:-0} / ${took:-$seconds}))" "$found_here"
done
exit $found
