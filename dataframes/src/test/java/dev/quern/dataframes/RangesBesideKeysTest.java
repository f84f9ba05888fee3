package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.on;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events in the sessions of their user, one of whom has half of both: beside a loop over all. */
class RangesBesideKeysTest {
  private static final long SEED = 20_261_128;

  record Event(long id, @Nullable String user, @Nullable Long at) {}

  record Visit(long number, @Nullable String user, long start, @Nullable Long end) {}

  private static final List<Event> EVENTS = events();
  private static final List<Visit> VISITS = visits();

  private static List<Event> events() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      Long at = random.nextInt(11) == 0 ? null : random.nextLong(10_000);
      events.add(new Event(i, user(random), at));
    }
    return events;
  }

  private static List<Visit> visits() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      long start = random.nextLong(10_000);
      Long end = random.nextInt(13) == 0 ? null : (Long) (start + random.nextInt(30));
      visits.add(new Visit(i, user(random), start, end));
    }
    return visits;
  }

  /* One with many rows, some with some, many with few. */
  private static @Nullable String user(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1, 2 -> "user %d of some".formatted(random.nextInt(20));
      case 3 -> "user %d of many".formatted(random.nextInt(500));
      default -> "the one whom everybody knows";
    };
  }

  private static List<List<@Nullable Object>> expected(JoinKind kind) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Event event : EVENTS) {
      List<Long> partners =
          VISITS.stream().filter(visit -> meet(event, visit)).map(Visit::number).toList();
      switch (kind) {
        case INNER -> partners.forEach(number -> rows.add(List.of(event.id, number)));
        case LEFT -> {
          partners.forEach(number -> rows.add(List.of(event.id, number)));
          if (partners.isEmpty()) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(event.id);
            row.add(null);
            rows.add(row);
          }
        }
        case SEMI, ANTI -> {
          if (partners.isEmpty() == (kind == JoinKind.ANTI)) {
            rows.add(List.of(event.id));
          }
        }
      }
    }
    return rows;
  }

  private static boolean meet(Event event, Visit visit) {
    Long at = event.at;
    Long end = visit.end;
    return event.user != null
        && event.user.equals(visit.user)
        && at != null
        && end != null
        && visit.start <= at
        && at <= end;
  }

  private static DataFrame joined(JoinKind kind) {
    DataFrame events = Frames.of(Event.class, EVENTS).toFrame();
    // Distinct, so that nobody knows beforehand how small it is.
    DataFrame visits = Frames.of(Visit.class, VISITS).toFrame().distinct();
    DataFrame joined =
        events.join(visits, on("user").where(col("at").between(col("start"), col("end"))), kind);
    return kind.hasBuildColumns() ? joined.select("id", "number") : joined.select("id");
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void inMemory(JoinKind kind) {
    for (int workers : new int[] {1, 3}) {
      try (Session session = Session.local().workers(workers).memory("256m").open();
          Table table = joined(kind).collect(session)) {
        assertThat(DuckOracle.rows(table)).isEqualTo(expected(kind));
      }
    }
  }

  /** Blocks of a key's rows each have an index of their own. */
  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void onDisk(JoinKind kind) {
    DataFrame joined = joined(kind);
    try (Session session = Session.local().workers(3).memory("256m").open()) {
      session.ledger().shares().bound(64 << 10);
      try (Table table = joined.collect(session)) {
        assertThat(DuckOracle.rows(table)).isEqualTo(expected(kind));
      }
      RunProfile profile = joined.profile(session);
      assertThat(profile.nodes().stream().mapToLong(RunProfile.Node::spilledBytes).sum())
          .as("bytes on disk")
          .isPositive();
    }
  }
}
