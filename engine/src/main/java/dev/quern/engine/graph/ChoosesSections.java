package dev.quern.engine.graph;

import dev.quern.engine.chunk.Chunk;
import java.util.List;
import java.util.Optional;

/**
 * An operator that reads some sections of {@linkplain dev.quern.engine.chunk.Outlined outlined}
 * inputs, and can tell which when it sees the outlines and one input more. {@link #section} gives
 * {@link #CHOSEN} for them.
 */
public interface ChoosesSections extends ReadsSections {

  /**
   * A stretch of sections.
   *
   * @param first the first
   * @param end behind the last; not above {@code first} when there is none
   */
  record Stretch(int first, int end) {}

  /** In how many sections the inputs should be kept. */
  int sections();

  /**
   * Which input is looked at beside the outlines.
   *
   * @param inputs how many the task has
   */
  int chosenBy(int inputs);

  /**
   * The sections that are read of one of the inputs.
   *
   * @param input which input
   * @param inputs outlines of those of which sections are read, and the one that {@link #chosenBy}
   *     says; what stands in the place of others is not looked at
   */
  Stretch chosen(int input, List<Chunk> inputs);

  /** {@code operator}, or the first of its steps, if it chooses. */
  static Optional<ChoosesSections> of(Operator operator) {
    return ReadsSections.first(operator) instanceof ChoosesSections chooses
        ? Optional.of(chooses)
        : Optional.empty();
  }
}
