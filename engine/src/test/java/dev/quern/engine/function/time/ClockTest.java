package dev.quern.engine.function.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One clock over many values, near each other and far apart, so that what it keeps is used. */
class ClockTest {
  private static final long SEED = 8_128;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Oslo",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Casablanca",
        "UTC"
      })
  void keepsNoOffsetForTooLong(String zone) {
    Clock clock = Clock.of(DType.timestamp(TimeUnit.SECOND, zone));
    ZoneId id = ZoneId.of(zone);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int year : new int[] {1880, 1940, 1999, 2011, 2024, 2199, 2200, 2300}) {
      long start = LocalDateTime.of(year, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
      for (int i = 0; i < 8800; i++) {
        check(clock, id, start + 3600L * i + i % 7);
        if (i % 100 == 0) {
          check(clock, id, random.nextLong(-5_000_000_000L, 9_000_000_000L));
        }
      }
    }
  }

  private static void check(Clock clock, ZoneId zone, long second) {
    ZonedDateTime there = Instant.ofEpochSecond(second).atZone(zone);
    LocalDateTime shown = there.toLocalDateTime();
    Supplier<String> context = () -> "seed %d, %s".formatted(SEED, there);
    assertThat(clock.local(second)).as(context).isEqualTo(shown.toEpochSecond(ZoneOffset.UTC));
    // The same number as a local time, which may be in a gap or an overlap.
    LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    ZonedDateTime first = local.atZone(zone);
    assertThat(clock.value(second)).as(context).isEqualTo(first.toEpochSecond());
    assertThat(clock.isZoned() ? clock.value(second, Ambiguity.LATER) : second)
        .as(context)
        .isEqualTo(first.withLaterOffsetAtOverlap().toEpochSecond());
    boolean isClear = zone.getRules().getValidOffsets(local).size() == 1;
    assertThat(clock.isZoned() ? clock.value(second, Ambiguity.NULL) : second)
        .as(context)
        .isEqualTo(isClear ? first.toEpochSecond() : Long.MIN_VALUE);
  }
}
