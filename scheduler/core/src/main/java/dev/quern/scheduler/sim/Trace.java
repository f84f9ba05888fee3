package dev.quern.scheduler.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What happened in a simulation, the newest hundred thousand steps of it. The same seed gives the
 * same text, byte for byte. To be read when nothing runs.
 */
public final class Trace {
  private static final int MOST_STEPS = 100_000;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final IdentityHashMap<Object, String> names = new IdentityHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private long added;

  Trace() {}

  void add(long nanos, Player actor, String what, Object subject) {
    if (entries.size() == MOST_STEPS) {
      entries.removeFirst();
    }
    entries.addLast(new Entry(++added, nanos, actor.name(), what, subject));
  }

  /** How many steps there were. */
  public long size() {
    return added;
  }

  /** How many of the steps were such that what happened begins with {@code what}. */
  public long count(String what) {
    return entries.stream().filter(entry -> entry.what.startsWith(what)).count();
  }

  /** The steps, oldest first. */
  public List<Step> steps() {
    return entries.stream().map(this::step).toList();
  }

  /** The steps of whatever has {@code subject} as its text, oldest first. */
  public List<Step> story(Object subject) {
    String text = text(subject);
    return steps().stream().filter(step -> step.subject().equals(text)).toList();
  }

  /** The stories of all that failed, or else the last twenty steps. */
  String failures() {
    List<Step> steps = steps();
    List<String> failed =
        steps.stream()
            .filter(step -> step.what().startsWith("failed"))
            .map(Step::subject)
            .distinct()
            .limit(3)
            .toList();
    List<Step> told =
        failed.isEmpty()
            ? steps.subList(Math.max(0, steps.size() - 20), steps.size())
            : new ArrayList<>(
                steps.stream().filter(step -> failed.contains(step.subject())).toList());
    return told.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }

  /** The steps, a line each. */
  @Override
  public String toString() {
    return steps().stream().map(Step::toString).collect(Collectors.joining("\n"));
  }

  private Step step(Entry entry) {
    return new Step(entry.number, entry.nanos, entry.actor, entry.what, text(entry.subject));
  }

  /* Objects without a text of their own are numbered: identity hashes differ from run to run. */
  private String text(Object subject) {
    String text = subject.toString();
    String type = subject.getClass().getName();
    if (!text.equals(type + "@" + Integer.toHexString(System.identityHashCode(subject)))) {
      return text;
    }
    return names.computeIfAbsent(
        subject,
        _ ->
            subject.getClass().getSimpleName()
                + " "
                + counts.merge(subject.getClass().getSimpleName(), 1, Integer::sum));
  }

  private record Entry(long number, long nanos, String actor, String what, Object subject) {}
}
