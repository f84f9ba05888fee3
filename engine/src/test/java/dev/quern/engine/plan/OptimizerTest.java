package dev.quern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.SourceLine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules that take many rounds, and such that never end. */
class OptimizerTest {
  /** A chain of names. */
  private record Node(String label, Optional<Node> input) implements Plan<Node> {
    @Override
    public List<Node> children() {
      return input.stream().toList();
    }

    @Override
    public Node withChildren(List<Node> children) {
      return new Node(label, Optional.of(children.getFirst()));
    }

    @Override
    public SourceLine where() {
      return SourceLine.UNKNOWN;
    }
  }

  private static Node chain(String top, int length) {
    Node node = new Node("leaf", Optional.empty());
    for (int i = 0; i < length; i++) {
      node = new Node("x", Optional.of(node));
    }
    return new Node(top, Optional.of(node));
  }

  private static Node sink(Node node) {
    return node.label().equals("heavy") && node.input().orElseThrow().label().equals("x")
        ? new Node("x", Optional.of(new Node("heavy", node.input().orElseThrow().input())))
        : node;
  }

  private static Optimizer<Node> optimizer(Rule<Node> rule) {
    return new Optimizer<>(
        List.of(new Optimizer.Stage<>("sink", List.of(rule))), (before, after) -> {});
  }

  /* What took more than fifty rounds was taken for a rule without an end. */
  @Test
  void aNodeSinksBelowHundredsOfOthers() {
    Rule.OfNode<Node> oneARound = OptimizerTest::sink;
    Optimizer.Result<Node> slow = optimizer(oneARound).run(chain("heavy", 300));
    assertThat(slow.passes()).hasSize(300);
    assertThat(Explain.text(slow.plan())).endsWith(" heavy\n" + " ".repeat(602) + "leaf\n");

    Rule.Sinking<Node> atOnce = OptimizerTest::sink;
    Optimizer.Result<Node> fast = optimizer(atOnce).run(chain("heavy", 300));
    assertThat(fast.passes()).hasSize(1);
    assertThat(fast.plan()).isEqualTo(slow.plan());
  }

  @Test
  void aRuleWithoutAnEndIsStopped() {
    Rule.OfNode<Node> endless =
        node -> node.input().isEmpty() ? new Node(node.label() + "'", node.input()) : node;
    assertThatThrownBy(() -> optimizer(endless).optimize(chain("top", 3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stage 'sink' of the optimizer does not come to an end");
  }
}
