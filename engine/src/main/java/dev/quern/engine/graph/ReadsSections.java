package dev.quern.engine.graph;

/**
 * An operator that reads but a section of some of its inputs, if they are {@linkplain
 * dev.quern.engine.chunk.Sectioned sectioned}: a runtime may give it just that.
 */
public interface ReadsSections extends Operator {
  /** All of the input is read. */
  int WHOLE = -2;

  /** Some sections of the input are read, which {@link ChoosesSections} tells. */
  int CHOSEN = -3;

  /**
   * Which section of an input is read; {@link dev.quern.engine.chunk.Sectioned#NONE} when the
   * operator asks no more than what there is without any; or {@link #WHOLE} or {@link #CHOSEN}.
   *
   * @param input which input
   * @param inputs how many the task has
   */
  int section(int input, int inputs);

  /** Which section {@code operator}, of a task with {@code inputs} inputs, reads of one of them. */
  static int of(Operator operator, int input, int inputs) {
    return first(operator) instanceof ReadsSections reads ? reads.section(input, inputs) : WHOLE;
  }

  /** What the inputs of {@code operator} are read by. */
  static Operator first(Operator operator) {
    return operator instanceof FusedOperator fused ? fused.steps().getFirst().operator() : operator;
  }
}
