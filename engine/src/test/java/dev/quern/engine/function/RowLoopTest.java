package dev.quern.engine.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Columns that functions make row by row. */
@ExtendWith(LeakCheck.class)
class RowLoopTest {

  /** Text had gone on into the slack of its buffer, which is not written to files. */
  @Test
  void textEndsWithItsBuffer(MemoryBudget budget) {
    byte[] text =
        "a text of 31 bytes, not a word!".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int rows = 1_000;
    try (ColumnVector column =
        RowLoop.run(
            budget,
            (_, out) -> out.append(text),
            Signature.of().gives(DType.UTF8),
            List.of(),
            Bitmaps.ALL_VALID,
            Bitmaps.ALL_VALID,
            DType.UTF8,
            rows)) {
      assertThat(column.heaps().size()).isGreaterThan(2);
      for (int row = 0; row < rows; row++) {
        long place = Slots.high(column.values(), row);
        long end = (place >>> 32) + text.length;
        assertThat(end).isLessThanOrEqualTo(column.heaps().buffers().get((int) place).size());
      }
    }
  }
}
