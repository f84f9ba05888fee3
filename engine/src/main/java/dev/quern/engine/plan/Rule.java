package dev.quern.engine.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * One rewrite of plans that keeps their meaning. One rule is one class, named subject, object,
 * verb: {@code FilterMerge}, {@code FilterProjectTranspose}.
 *
 * @param <P> the node type
 */
public interface Rule<P extends Plan<P>> {

  /** The plan rewritten, or the very same instance when the rule does not apply anywhere. */
  P apply(P root);

  /** The name by which reports show it and users switch it off. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * A rule that looks at one node at a time, inputs before the nodes that read them.
   *
   * @param <P> the node type
   */
  @FunctionalInterface
  interface OfNode<P extends Plan<P>> extends Rule<P> {

    /** The node rewritten, or the very same instance when the rule does not apply to it. */
    P rewrite(P node);

    @Override
    default P apply(P root) {
      return rewrite(Rule.mapChildren(root, this::apply));
    }
  }

  /**
   * A rule that moves nodes below those they read: in one pass as far down as it can, however many
   * are on the way.
   *
   * @param <P> the node type
   */
  @FunctionalInterface
  interface Sinking<P extends Plan<P>> extends OfNode<P> {

    @Override
    default P apply(P root) {
      return sunk(Rule.mapChildren(root, this::apply), 0);
    }

    /* What was moved stands below the node it was moved past, and that below what has stayed. */
    @SuppressWarnings("ReferenceEquality") // a node left alone is the same instance
    private P sunk(P node, int levels) {
      P moved = rewrite(node);
      int below = moved == node ? levels : 2;
      return below == 0 ? moved : Rule.mapChildren(moved, child -> sunk(child, below - 1));
    }
  }

  /** {@code node} over its inputs mapped; the same instance when no input changed. */
  @SuppressWarnings("ReferenceEquality") // an unchanged input is the same instance
  static <P extends Plan<P>> P mapChildren(P node, java.util.function.UnaryOperator<P> map) {
    List<P> children = node.children();
    List<P> mapped = new ArrayList<>(children.size());
    boolean changed = false;
    for (P child : children) {
      P other = map.apply(child);
      changed |= other != child;
      mapped.add(other);
    }
    return changed ? node.withChildren(mapped) : node;
  }
}
