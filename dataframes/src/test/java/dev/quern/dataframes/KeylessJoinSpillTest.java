package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.on;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Joins without equal keys whose right side exceeds what a task may hold: rows and their order are
 * those of the join in memory.
 */
class KeylessJoinSpillTest {
  private static final long SEED = 20_261_127;

  record Event(long id, @Nullable Long at, String what) {}

  record Span(long number, @Nullable Long start, long end, String name) {}

  private static final DataFrame EVENTS = events(600);
  private static final DataFrame SPANS = spans(4_000);

  private static DataFrame events(int rows) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Long at = random.nextInt(11) == 0 ? null : random.nextLong(10_000);
      events.add(new Event(i, at, "event number %d".formatted(random.nextInt(90))));
    }
    return Frames.of(Event.class, events).toFrame();
  }

  private static DataFrame spans(int rows) {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      long start = random.nextLong(10_000);
      spans.add(
          new Span(
              i,
              random.nextInt(13) == 0 ? null : start,
              start + random.nextInt(30),
              "a span of some length, %d".formatted(i)));
    }
    // Distinct, so that nobody knows beforehand how small it is.
    return Frames.of(Span.class, spans).toFrame().distinct();
  }

  private static List<List<@Nullable Object>> same(DataFrame frame, int workers) {
    List<List<@Nullable Object>> inMemory;
    try (Session session = Session.local().workers(1).memory("256m").open();
        Table table = frame.collect(session)) {
      inMemory = DuckOracle.rows(table);
    }
    try (Session session = Session.local().workers(workers).memory("256m").open()) {
      session.ledger().shares().bound(64 << 10);
      try (Table table = frame.collect(session)) {
        assertThat(DuckOracle.rows(table)).isEqualTo(inMemory);
      }
      RunProfile profile = frame.profile(session);
      assertThat(profile.nodes().stream().mapToLong(RunProfile.Node::spilledBytes).sum())
          .as("bytes on disk")
          .isPositive();
    }
    return inMemory;
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"INNER", "LEFT", "SEMI", "ANTI"})
  void intervals(JoinKind kind) {
    DataFrame joined = EVENTS.join(SPANS, on(col("at").between(col("start"), col("end"))), kind);
    assertThat(same(joined, 3)).hasSizeGreaterThan(20);
  }

  /** Which no index finds. */
  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"INNER", "LEFT", "SEMI", "ANTI"})
  void anyCondition(JoinKind kind) {
    DataFrame joined =
        EVENTS.join(
            SPANS, on(col("at").plus(col("number")).mod(2_003).eq(col("end").mod(7))), kind);
    assertThat(same(joined, 2)).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void allPairs(int workers) {
    DataFrame joined =
        EVENTS.filter(col("id").lt(40)).crossJoin(SPANS).select("id", "number", "name");
    assertThat(same(joined, workers)).hasSize(40 * 4_000);
  }

  @Test
  void countedPairs() {
    DataFrame joined = EVENTS.crossJoin(SPANS).agg(count().as("n"));
    try (Session session = Session.local().workers(2).memory("256m").open()) {
      session.ledger().shares().bound(64 << 10);
      try (Table table = joined.collect(session)) {
        assertThat(table.longs("n")).containsExactly(600L * 4_000);
      }
    }
  }
}
