package dev.quern.engine.io.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class ArrowInteropTest {

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "1000, false", "1000, true"})
  void batchesGoToArrowAndComeBack(int rows, boolean dictionary, MemoryBudget budget) {
    Schema schema = RandomBatches.EVERY_TYPE;
    RandomBatches random = new RandomBatches(71, budget).distinct(30).dictionary(dictionary);
    try (Batch batch = random.next(schema, rows);
        VectorSchemaRoot root = ArrowInterop.toArrow(batch, budget);
        Batch back = ArrowInterop.fromArrow(root, budget)) {
      assertThat(root.getRowCount()).isEqualTo(rows);
      assertThat(back.schema()).isEqualTo(schema);
      IpcRoundTripTest.compare(BatchRows.toRows(back), BatchRows.toRows(batch));
    }
  }

  @Test
  void arrowsVectorsHaveTheValues(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("n", DType.INT64));
    try (Batch batch = new RandomBatches(72, budget).next(schema, 200);
        Batch slice = batch.slice(64, 100);
        VectorSchemaRoot root = ArrowInterop.toArrow(slice, budget)) {
      BigIntVector numbers = (BigIntVector) root.getVector("n");
      for (int row = 0; row < 100; row++) {
        assertThat(numbers.getObject(row)).isEqualTo(BatchRows.toRows(slice).get(row).getFirst());
      }
    }
  }

  @Test
  void vectorsThatArrowFilledBecomeABatch(MemoryBudget budget) {
    try (UInt4Vector numbers = new UInt4Vector("n", budget.arrow());
        ViewVarCharVector texts = new ViewVarCharVector("s", budget.arrow())) {
      numbers.allocateNew(3);
      numbers.set(0, -1);
      numbers.setNull(1);
      numbers.set(2, 7);
      numbers.setValueCount(3);
      texts.allocateNew(3);
      texts.set(0, "short".getBytes(StandardCharsets.UTF_8));
      texts.set(1, "longer than a view has room".getBytes(StandardCharsets.UTF_8));
      texts.setValueCount(3);
      try (Batch batch = ArrowInterop.fromArrow(VectorSchemaRoot.of(numbers, texts), budget)) {
        assertThat(BatchRows.toRows(batch))
            .containsExactly(
                List.of(4_294_967_295L, "short"),
                Arrays.asList(null, "longer than a view has room"),
                Arrays.asList(7L, null));
      }
    }
  }

  @Test
  void whatIsNotReadIsNamed(MemoryBudget budget) {
    try (Decimal256Vector large = new Decimal256Vector("t", budget.arrow(), 50, 0)) {
      assertThatThrownBy(() -> ArrowInterop.fromArrow(VectorSchemaRoot.of(large), budget))
          .isInstanceOf(UnsupportedDataException.class)
          .hasMessageContaining("column 't' is of Arrow's type Decimal");
    }
  }

  @Test
  void intervalsOfOtherFormsAreRead(MemoryBudget budget) {
    try (IntervalDayVector days = new IntervalDayVector("d", budget.arrow());
        IntervalYearVector months = new IntervalYearVector("m", budget.arrow())) {
      days.setSafe(0, -3, 1500);
      days.setNull(1);
      days.setSafe(2, 0, -1);
      months.setSafe(0, 14);
      months.setSafe(1, -1);
      months.setNull(2);
      days.setValueCount(3);
      months.setValueCount(3);
      try (Batch batch = ArrowInterop.fromArrow(VectorSchemaRoot.of(days, months), budget)) {
        assertThat(BatchRows.toRows(batch))
            .containsExactly(
                Arrays.asList(
                    new CalendarInterval(0, -3, 1_500_000_000L), new CalendarInterval(14, 0, 0)),
                Arrays.asList(null, new CalendarInterval(-1, 0, 0)),
                Arrays.asList(new CalendarInterval(0, 0, -1_000_000), null));
      }
    }
  }
}
