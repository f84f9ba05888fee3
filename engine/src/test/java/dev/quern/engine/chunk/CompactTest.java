package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class CompactTest {

  @Test
  void copiesHoldNothingOfWhatTheyWereMadeFrom(MemoryBudget budget) {
    List<DType> types =
        Stream.concat(RandomColumns.TYPES.stream(), RandomColumns.NESTED.stream()).toList();
    for (long seed = 0; seed < 3; seed++) {
      for (DType type : types) {
        SplittableRandom random = new SplittableRandom(seed);
        List<@Nullable Object> values =
            RandomColumns.values(
                random, type, 300, RandomColumns.shape(random), RandomColumns.nullShare(random));
        MemoryBudget first = budget.child("first");
        Batch copy;
        try (ColumnVector column = RandomColumns.flat(first, type, values);
            ColumnVector slice = column.slice(64, 200);
            Batch batch = Batch.of(Schema.of(Field.of("x", type)), 200, List.of(slice.retain()))) {
          copy = Compact.copy(budget, batch);
        }
        try (copy) {
          // It would not close if the copy had a handle on anything of it.
          first.close();
          assertThat(RandomColumns.keys(RandomColumns.objects(copy.column(0))))
              .as("%s, seed %d", type, seed)
              .isEqualTo(RandomColumns.keys(values.subList(64, 264)));
        }
      }
    }
  }
}
