# Sourced by the launchers: finds the JDK, builds what is missing, and starts Java with Quern's flags.
# Needs $root, the checkout. What it builds lives in target/quick, apart from the checked build.

# launch_build MODULE: sets $JAVA_HOME and $class_path; compiles when a source is newer than the jars.
launch_build() {
  local module="$1" name="quern-${1//\//-}"
  JAVA_HOME="$("$root/.mvn/jdk25")" || exit 1
  export JAVA_HOME
  out="$root/$module/target/quick"
  local list="$out/class-path"
  if ! launch_is_current "$module" "$list"; then
    launch_say "Building $name (the first time its libraries are fetched too) ..."
    mkdir -p "$out"
    # Not up to "package": no test is compiled, and no library that only tests need is fetched.
    if ! (cd "$root" && ./mvnw -B -q -Pquick -pl "$module" -am compile jar:jar) >"$out/build.log" 2>&1; then
      launch_say ""
      cat "$out/build.log" >&2
      echo "$name did not build; the log is $out/build.log" >&2
      exit 1
    fi
    launch_class_path "$module" "$list"
    launch_say ""
  fi
  class_path="$(<"$list")"
}

# A progress line that the next one replaces, and only for eyes.
launch_say() {
  if [[ -t 2 ]]; then
    printf '\r\033[K%s' "$1" >&2
  fi
}

launch_is_current() {
  local module="$1" list="$2"
  [[ -s "$list" ]] || return 1
  local jar
  while read -r -d : jar; do
    [[ -e "$jar" ]] || return 1
  done < <(printf '%s:' "$(<"$list")")
  # Folders count as well: they change when a file goes away.
  local modules=("$root/engine" "$root/scheduler" "$root/arrays" "$root/dataframes")
  [[ "$module" != */* ]] || modules+=("$root/${module%%/*}")
  [[ -z "$(find "$root/pom.xml" "${modules[@]}" "$root/$module" \
    \( -name target -o -path '*/src/test' \) -prune -o \
    \( -name pom.xml -o -path '*/src/main*' \) -newer "$list" -print 2>/dev/null | head -n 1)" ]]
}

# The module's manifest names its libraries; the modules among them are taken from their own target.
launch_class_path() {
  local module="$1" list="$2" jar entry
  jar="$(launch_jar "$root/$module")"
  (cd "$out" && "$JAVA_HOME/bin/jar" --extract --file "$jar" META-INF/MANIFEST.MF)
  local path="$jar"
  for entry in $(tr -d '\r' <"$out/META-INF/MANIFEST.MF" |
    awk '/^ / { line = line substr($0, 2); next } { print line; line = $0 } END { print line }' |
    sed -n 's/^Class-Path: //p'); do
    case "$entry" in
      */dev/quern/quern-scheduler/*) entry="$(launch_jar "$root/scheduler/core")" ;;
      */dev/quern/quern-spark/*) entry="$(launch_jar "$root/scheduler/spark")" ;;
      */dev/quern/quern-*)
        entry="${entry##*/dev/quern/quern-}"
        entry="$(launch_jar "$root/${entry%%/*}")"
        ;;
    esac
    path+=":$entry"
  done
  printf '%s' "$path" >"$list"
}

launch_jar() {
  local jar
  for jar in "$1"/target/quick/quern-*.jar; do
    case "$jar" in
      *-tests.jar | *-sources.jar | *-javadoc.jar) ;;
      *)
        echo "$jar"
        return
        ;;
    esac
  done
}
