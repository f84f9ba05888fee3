package dev.quern.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.FusedOperator.Step;
import dev.quern.engine.memory.MemoryBudget;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FusedOperatorTest {
  private final MemoryBudget memory = MemoryBudget.root("test", 1 << 20);
  private final TestChunk.Ledger ledger = new TestChunk.Ledger();

  @AfterEach
  void nothingLeaks() {
    assertThat(ledger.open()).isZero();
    assertThat(ledger.faults()).isEmpty();
    memory.close();
  }

  @Test
  void aChunkBetweenStepsIsClosedAtOnce() {
    FusedOperator fused =
        fused((_, _) -> new TestChunk(ledger, 1), this::plusOne, this::plusOne, this::plusOne);

    try (Chunk result = fused.apply(TestGraphs.context(memory), List.of())) {
      assertThat(((TestChunk) result).value()).isEqualTo(4);
      assertThat(ledger.open()).isEqualTo(1);
      assertThat(ledger.peak()).isEqualTo(2);
    }
  }

  @Test
  void inputsStayTheCallers() {
    try (TestChunk input = new TestChunk(ledger, 1)) {
      fused(this::plusOne, this::plusOne).apply(TestGraphs.context(memory), List.of(input)).close();

      assertThat(input.value()).isEqualTo(1);
    }
  }

  @Test
  void aStepMayPassItsInputOn() {
    Operator pass = (_, inputs) -> inputs.get(0).retain();

    try (TestChunk input = new TestChunk(ledger, 1);
        Chunk result = fused(pass, pass, pass).apply(TestGraphs.context(memory), List.of(input))) {
      assertThat(((TestChunk) result).value()).isEqualTo(1);
    }
  }

  @Test
  void theStepThatFailsIsNamed() {
    Operator fail =
        (_, _) -> {
          throw new IllegalArgumentException("bad value");
        };
    FusedOperator fused =
        new FusedOperator(
            List.of(
                new Step((_, _) -> new TestChunk(ledger, 1), Origin.of("scan")),
                new Step(fail, new Origin("filter", new SourceLine("App", "main", "App.java", 7))),
                new Step(this::plusOne, Origin.of("project"))));

    assertThatThrownBy(() -> fused.apply(TestGraphs.context(memory), List.of()))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("filter, partition 0 failed (at App.java:7)")
        .hasMessageContaining("bad value")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  private static FusedOperator fused(Operator... operators) {
    return new FusedOperator(
        Arrays.stream(operators).map(o -> new Step(o, Origin.of("step"))).toList());
  }

  private Chunk plusOne(TaskContext context, List<Chunk> inputs) {
    return new TestChunk(ledger, ((TestChunk) inputs.get(0)).value() + 1);
  }
}
