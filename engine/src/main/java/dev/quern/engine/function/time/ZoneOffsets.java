package dev.quern.engine.function.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offsets of a zone from UTC, in seconds, as a table of its changes up to the year 2200; what
 * lies behind is asked of {@code java.time}. Immutable, one per zone.
 */
final class ZoneOffsets {
  private static final long LAST = 7_258_118_400L;

  /** Beyond this no clock is from UTC, nor is what it shows from the instants of its changes. */
  static final long DAY = 86_400;

  private static final Map<String, ZoneOffsets> ALL = new ConcurrentHashMap<>();

  private final ZoneRules rules;
  private final long[] changes;
  private final int[] offsets;

  private ZoneOffsets(ZoneRules rules) {
    this.rules = rules;
    List<ZoneOffsetTransition> found = new ArrayList<>();
    Instant at = Instant.MIN;
    while (true) {
      ZoneOffsetTransition next = rules.nextTransition(at);
      if (next == null || next.toEpochSecond() > LAST) {
        break;
      }
      found.add(next);
      at = next.getInstant();
    }
    changes = found.stream().mapToLong(ZoneOffsetTransition::toEpochSecond).toArray();
    offsets = new int[changes.length + 1];
    offsets[0] = rules.getOffset(Instant.MIN).getTotalSeconds();
    for (int i = 0; i < changes.length; i++) {
      offsets[i + 1] = found.get(i).getOffsetAfter().getTotalSeconds();
    }
  }

  /** The offsets of the zone of this id, which exists. */
  static ZoneOffsets of(String zone) {
    return ALL.computeIfAbsent(zone, id -> new ZoneOffsets(ZoneId.of(id).getRules()));
  }

  /** Whether the offset is always 0. */
  boolean isUtc() {
    return changes.length == 0 && offsets[0] == 0;
  }

  /** The offset at an instant, in seconds since 1970 UTC. */
  int at(long second) {
    if (second >= LAST) {
      return rules
          .getOffset(Instant.ofEpochSecond(Math.min(second, Instant.MAX.getEpochSecond())))
          .getTotalSeconds();
    }
    return offsets[index(second)];
  }

  /**
   * The first second from which on the offset is what it is at {@code second}, which itself it is
   * where {@code java.time} is asked.
   */
  long from(long second) {
    if (second >= LAST) {
      return second;
    }
    int index = index(second);
    return index == 0 ? Long.MIN_VALUE : changes[index - 1];
  }

  /**
   * The first second behind {@code second} with another offset, or from which on {@code java.time}
   * is asked; {@code second} itself if it is.
   */
  long to(long second) {
    int index = index(second);
    return index == changes.length ? Math.max(second, LAST) : changes[index];
  }

  private int index(long second) {
    int found = Arrays.binarySearch(changes, second);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * The instant of a local time; {@code Long.MIN_VALUE} where {@code resolution} gives none.
   *
   * @param local seconds since 1970 as the zone's clocks show them
   */
  long instant(long local, Ambiguity resolution) {
    if (local >= LAST - DAY) {
      return askedInstant(local, resolution);
    }
    int last = index(local + DAY);
    for (int i = index(local - DAY); i < last; i++) {
      long shownBefore = changes[i] + offsets[i];
      long shownAfter = changes[i] + offsets[i + 1];
      if (local < Math.min(shownBefore, shownAfter)) {
        return local - offsets[i];
      }
      if (local < Math.max(shownBefore, shownAfter)) {
        return chosen(local, offsets[i], offsets[i + 1], resolution);
      }
    }
    return local - offsets[last];
  }

  private long askedInstant(long local, Ambiguity resolution) {
    int before = at(local - DAY);
    if (before == at(local + DAY)) {
      return local - before;
    }
    LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    ZoneOffsetTransition change = rules.getTransition(time);
    return change == null
        ? local - rules.getOffset(time).getTotalSeconds()
        : chosen(
            local,
            change.getOffsetBefore().getTotalSeconds(),
            change.getOffsetAfter().getTotalSeconds(),
            resolution);
  }

  /* In a gap the clock is read as if it had gone on, or had been put forward before. */
  private static long chosen(long local, int before, int after, Ambiguity resolution) {
    boolean isGap = before < after;
    return switch (resolution) {
      case EARLIER -> local - (isGap ? before : Math.max(before, after));
      case LATER -> local - (isGap ? before : Math.min(before, after));
      case NULL, ERROR -> Long.MIN_VALUE;
    };
  }
}
