package dev.quern.dataframes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often each alternative of the generators was taken: one that never is would test nothing, and
 * nobody would know. For any thread.
 */
final class Tally {
  private final Map<String, int[]> counts = new TreeMap<>();

  /** There is such an alternative. */
  synchronized void declare(String name) {
    counts.computeIfAbsent(name, _ -> new int[1]);
  }

  /** It was taken. */
  synchronized void count(String name) {
    counts.computeIfAbsent(name, _ -> new int[1])[0]++;
  }

  /** The alternatives that were taken less often than this. */
  synchronized List<String> below(int least) {
    return counts.entrySet().stream()
        .filter(count -> count.getValue()[0] < least)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized String toString() {
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " " + count.getValue()[0])
        .collect(Collectors.joining(", "));
  }
}
