package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ColumnBuilderTest {

  @Test
  void everyTypeComesBackAsItsJavaObject(MemoryBudget budget) {
    try (ColumnVector bools =
            new ColumnBuilder(budget, DType.BOOL, 2)
                .append(true)
                .appendNull()
                .append(false)
                .build();
        ColumnVector bytes = new ColumnBuilder(budget, DType.INT8, 1).append(-128L).build();
        ColumnVector floats = new ColumnBuilder(budget, DType.FLOAT32, 1).append(1.5).build();
        ColumnVector dates =
            new ColumnBuilder(budget, DType.DATE, 1)
                .append(LocalDate.MIN.getYear() * 0L - 1)
                .build();
        ColumnVector times =
            new ColumnBuilder(budget, DType.timestamp(TimeUnit.MICRO), 1).append(-1L).build();
        ColumnVector decimals =
            new ColumnBuilder(budget, DType.decimal(38, 2), 1)
                .append(new BigDecimal("-123456789012345678901234567890123456.78"))
                .build();
        ColumnVector texts =
            new ColumnBuilder(budget, DType.UTF8, 1)
                .append("kurz")
                .append("länger als zwölf Bytes")
                .append("")
                .build()) {
      assertThat(Values.objectAt(bools, 0)).isEqualTo(true);
      assertThat(Values.objectAt(bools, 1)).isNull();
      assertThat(Values.objectAt(bools, 2)).isEqualTo(false);
      assertThat(bools.nullCount()).isEqualTo(1);
      assertThat(Values.objectAt(bytes, 0)).isEqualTo((byte) -128);
      assertThat(Values.objectAt(floats, 0)).isEqualTo(1.5f);
      assertThat(Values.objectAt(dates, 0)).isEqualTo(LocalDate.of(1969, 12, 31));
      assertThat(Values.objectAt(times, 0))
          .isEqualTo(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000));
      assertThat(Values.objectAt(decimals, 0))
          .isEqualTo(new BigDecimal("-123456789012345678901234567890123456.78"));
      assertThat(Values.objectAt(texts, 0)).isEqualTo("kurz");
      assertThat(Values.objectAt(texts, 1)).isEqualTo("länger als zwölf Bytes");
      assertThat(Values.objectAt(texts, 2)).isEqualTo("");
    }
  }

  @Test
  void growsAndSlicesWithNullsAnywhere(MemoryBudget budget) {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    int rows = 10_000;
    ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, 10);
    String[] expected = new String[rows];
    for (int i = 0; i < rows; i++) {
      if (random.nextInt(10) == 0) {
        builder.appendNull();
      } else {
        expected[i] = "v" + "x".repeat(random.nextInt(40)) + i;
        builder.append(expected[i]);
      }
    }
    try (ColumnVector all = builder.build();
        ColumnVector part = all.slice(640, 1000);
        ColumnVector inner = part.slice(64, 100)) {
      for (int i = 0; i < rows; i++) {
        assertThat(Values.objectAt(all, i)).as("row %d, seed %d", i, seed).isEqualTo(expected[i]);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(Values.objectAt(inner, i)).isEqualTo(expected[704 + i]);
      }
      assertThatThrownBy(() -> all.slice(10, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void storageLivesAsLongAsItsLastHandle(MemoryBudget budget) {
    ColumnVector whole = new ColumnBuilder(budget, DType.INT64, 1).append(7L).build();
    Batch batch = Batch.of(Schema.of(Field.of("x", DType.INT64)), 1, List.of(whole));
    Batch other = batch.retain();
    batch.close();
    assertThat(Values.longAt(other.column("x"), 0)).isEqualTo(7);
    assertThatThrownBy(() -> batch.column(0)).isInstanceOf(MemoryFaultException.class);
    assertThatThrownBy(batch::close).isInstanceOf(MemoryFaultException.class);
    other.close();
  }

  @Test
  void decimalsThatDoNotFitAreRefusedByValue(MemoryBudget budget) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.decimal(5, 2), 1)) {
      assertThatThrownBy(() -> builder.append(new BigDecimal("1234.00")))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("1234.00");
      assertThatThrownBy(() -> builder.append(new BigDecimal("1.001")))
          .isInstanceOf(ComputeException.class);
    }
  }

  @Test
  void unknownColumnsSuggestTheNearName() {
    Schema schema = Schema.of(Field.of("delay", DType.INT64), Field.of("origin", DType.UTF8));
    assertThatThrownBy(() -> schema.field("Delay")).hasMessageContaining("did you mean 'delay'");
    assertThatThrownBy(() -> schema.field("orgin")).hasMessageContaining("did you mean 'origin'");
    assertThatThrownBy(() -> schema.field("zzz")).hasMessageContaining("delay, origin");
    assertThatThrownBy(() -> schema.field("zzz")).hasMessageContaining("ColumnBuilderTest.java:");
  }
}
