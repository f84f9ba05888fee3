package dev.quern.scheduler.spark.worker;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Outlined;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.graph.ChoosesSections.Stretch;
import dev.quern.engine.graph.ReadsSections;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which sections a unit reads of the results whose outlines it has. Where what its tasks choose by
 * is made by the unit itself, they may choose any.
 */
final class ChosenSections {
  private static final Value<String> NOT_LOOKED_AT = new Value<>("not looked at");

  private final UnitReads reads;
  private final List<Chunk> chunks;
  private final @Nullable Stretch[] stretches;

  private ChosenSections(UnitReads reads, List<Chunk> chunks) {
    this.reads = reads;
    this.chunks = chunks;
    this.stretches = new @Nullable Stretch[reads.count()];
  }

  /**
   * The sections of each of {@code reads} that are wanted beside its outline; null for those that
   * are there as they are.
   *
   * @param chunks what is there of each
   */
  static @Nullable Stretch[] of(UnitCode code, UnitReads reads, List<Chunk> chunks) {
    ChosenSections chosen = new ChosenSections(reads, chunks);
    code.steps().forEach(chosen::addChosenBy);
    return chosen.stretches;
  }

  private void addChosenBy(UnitCode.Step step) {
    ChoosesSections.of(step.operator())
        .ifPresent(
            chooses -> {
              for (int i = 0; i < step.inputs().length; i++) {
                int read = step.inputs()[i];
                if (read >= 0
                    && reads.sections()[read] == ReadsSections.CHOSEN
                    && chunks.get(read) instanceof Outlined outline
                    && outline.sections() > 0) {
                  stretches[read] =
                      union(stretches[read], stretch(step, chooses, i, outline.sections()));
                }
              }
            });
  }

  private Stretch stretch(UnitCode.Step step, ChoosesSections chooses, int input, int all) {
    int count = step.inputs().length;
    List<Chunk> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = step.inputs()[i];
      boolean isLookedAt =
          i == chooses.chosenBy(count) || chooses.section(i, count) == ReadsSections.CHOSEN;
      if (isLookedAt && from < 0) {
        return new Stretch(0, all);
      }
      inputs.add(isLookedAt ? chunks.get(from) : NOT_LOOKED_AT);
    }
    return chooses.chosen(input, inputs);
  }

  private static Stretch union(@Nullable Stretch one, Stretch other) {
    return one == null || one.end() <= one.first()
        ? other
        : other.end() <= other.first()
            ? one
            : new Stretch(Math.min(one.first(), other.first()), Math.max(one.end(), other.end()));
  }
}
