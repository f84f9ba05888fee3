package dev.quern.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StructuralHashTest {
  private record Scale(double factor, String column) {}

  private record Shift(double factor, String column) {}

  private record Nested(@Nullable Object inner) {}

  private record Holder(Object held) {}

  @Test
  void differentStructuresHaveDifferentTokens() {
    List<@Nullable Object> different =
        Arrays.asList(
            null,
            true,
            false,
            (byte) 1,
            (short) 1,
            1,
            1L,
            1f,
            1d,
            'a',
            "a",
            "",
            "abcd",
            "abc",
            "abcde",
            -0.0,
            0.0,
            DType.INT64,
            DType.INT32,
            DType.decimal(10, 2),
            DType.decimal(10, 3),
            DType.timestamp(TimeUnit.MICRO),
            Schema.of(Field.of("a", DType.INT64)),
            Schema.of(Field.of("b", DType.INT64)),
            Schema.of(Field.of("a", DType.INT64), Field.of("b", DType.INT64)),
            new Scale(1, "a"),
            new Scale(2, "a"),
            new Scale(1, "b"),
            new Shift(1, "a"),
            List.of(),
            List.of(1),
            List.of(1, 2),
            List.of(2, 1),
            List.of(List.of(1), 2),
            List.of(List.of(1, 2)),
            Set.of(1, 2),
            Set.of(1, 3),
            Map.of("a", 1),
            Map.of("a", 2),
            Map.of("b", 1),
            Optional.empty(),
            Optional.of(1),
            new int[] {1, 2},
            new long[] {1, 2},
            new double[] {1, 2},
            new float[] {1, 2},
            new boolean[] {true},
            new byte[] {1, 2},
            new String[] {"a"},
            new BigDecimal("1.0"),
            new BigDecimal("1.00"),
            LocalDate.of(2026, 1, 1),
            Duration.ofSeconds(1),
            Path.of("a"),
            Path.of("a", "b"),
            String.class,
            Token.of("a"),
            Token.of("a").at(0),
            Token.of("a").at(1));

    Set<Token> tokens = new HashSet<>();
    different.forEach(value -> tokens.add(Token.of("op", new Object[] {new Nested(value)})));

    assertThat(tokens).hasSize(different.size());
  }

  @Test
  void equalStructuresHaveEqualTokens() {
    assertThat(Token.of("op", new Scale(1.5, "a"), new ArrayList<>(List.of(1, 2))))
        .isEqualTo(Token.of("op", new Scale(1.5, "a"), List.of(1, 2)));
    assertThat(Token.of("op", Double.NaN))
        .isEqualTo(Token.of("op", Double.longBitsToDouble(0x7ff8000000000001L)));
    assertThat(Token.of("op")).isNotEqualTo(Token.of("other"));
  }

  @Test
  void orderOfSetsAndMapsDoesNotShow() {
    Map<String, Integer> forth = new LinkedHashMap<>();
    Map<String, Integer> back = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      forth.put("k" + i, i);
      back.put("k" + (99 - i), 99 - i);
    }

    assertThat(Token.of("op", forth)).isEqualTo(Token.of("op", back));
    assertThat(Token.of("op", new LinkedHashSet<>(forth.keySet())))
        .isEqualTo(Token.of("op", new LinkedHashSet<>(back.keySet())));
  }

  /* A journal or a cluster compares tokens of different virtual machines. */
  @Test
  void tokensStayTheSameBetweenRuns() {
    Token token =
        Token.of("scan", new Scale(0.1, "delay"), List.of(DType.INT64, "x"), new long[] {1, -1});

    assertThat(token.at(7)).hasToString("scan-a6746934-7");
  }

  @Test
  void lambdasCountByIdentity() {
    long[] factor = {3};
    LongUnaryOperator one = x -> x * factor[0];
    LongUnaryOperator other = x -> x * factor[0];

    assertThat(Token.of("map", one)).isEqualTo(Token.of("map", one));
    assertThat(Token.of("map", one)).isNotEqualTo(Token.of("map", other));
  }

  @Test
  void contentSpeaksForItself() {
    StructuralHash.Content one = hash -> hash.add(1).add("x");

    assertThat(Token.of("op", one, 5)).isEqualTo(Token.of("op", one, 5));
    assertThat(Token.of("op", one, 5)).isNotEqualTo(Token.of("op", one, 6));
  }

  @Test
  void whatHasNoStructureIsRefusedByName() {
    assertThatThrownBy(() -> Token.of("scan", new Holder(new Object())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("operation 'scan'")
        .hasMessageContaining("java.lang.Object in 'held' of " + Holder.class.getName());
    assertThatThrownBy(() -> Token.of("scan", Thread.currentThread()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("java.lang.Thread");
  }

  @Test
  void depthIsNoLimit() {
    assertThat(Token.of("op", nested(200_000))).isEqualTo(Token.of("op", nested(200_000)));
    assertThat(Token.of("op", nested(200_000))).isNotEqualTo(Token.of("op", nested(199_999)));
  }

  private static Nested nested(int depth) {
    Nested nested = new Nested(null);
    for (int i = 0; i < depth; i++) {
      nested = new Nested(nested);
    }
    return nested;
  }
}
