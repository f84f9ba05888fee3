package dev.quern.dataframes.optimize;

import dev.quern.dataframes.optimize.Estimates.Estimate;
import dev.quern.engine.expr.Expr;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest tree of joins for a graph: by dynamic programming over all connected sets of
 * relations (Selinger; DPsub of Moerkotte and Neumann), bushy trees included; for more than {@value
 * #MOST_EXACT} relations by always joining the pair with the smallest result.
 *
 * <p>A join costs its output, a pass of the probe side, and three passes of the build side. The
 * build side is the right one.
 */
final class JoinOrder {
  private static final int MOST_EXACT = 11;
  private static final double BUILD = 3;

  private final JoinGraph graph;
  private final List<Estimate> estimates;
  private final Map<BitSet, Double> rows = new HashMap<>();

  private JoinOrder(JoinGraph graph, List<Estimate> estimates) {
    this.graph = graph;
    this.estimates = estimates;
  }

  /**
   * A tree of joins.
   *
   * @param relations what it joins
   * @param left the probe side; null for a single relation
   * @param right the build side
   * @param cost of all its joins
   */
  record Tree(BitSet relations, @Nullable Tree left, @Nullable Tree right, double cost) {
    int relation() {
      return relations.nextSetBit(0);
    }
  }

  /** The best tree found; parts that no equality connects are joined crosswise at the end. */
  static Tree best(JoinGraph graph, List<Estimate> estimates) {
    JoinOrder order = new JoinOrder(graph, estimates);
    List<Tree> parts = new ArrayList<>();
    for (BitSet component : order.components()) {
      parts.add(
          component.cardinality() <= MOST_EXACT ? order.exact(component) : order.greedy(component));
    }
    parts.sort(Comparator.comparingDouble((Tree t) -> order.rows(t.relations())).reversed());
    return parts.stream().reduce(order::join).orElseThrow();
  }

  private List<BitSet> components() {
    List<BitSet> components = new ArrayList<>();
    BitSet left = new BitSet();
    left.set(0, estimates.size());
    while (!left.isEmpty()) {
      BitSet component = single(left.nextSetBit(0));
      for (boolean grew = true; grew; ) {
        grew = false;
        for (int r = left.nextSetBit(0); r >= 0; r = left.nextSetBit(r + 1)) {
          if (!component.get(r) && connected(component, single(r))) {
            component.set(r);
            grew = true;
          }
        }
      }
      components.add(component);
      left.andNot(component);
    }
    return components;
  }

  private Tree exact(BitSet all) {
    int[] members = all.stream().toArray();
    Tree[] best = new Tree[1 << members.length];
    for (int i = 0; i < members.length; i++) {
      best[1 << i] = new Tree(single(members[i]), null, null, 0);
    }
    for (int set = 1; set < best.length; set++) {
      // Each half once as either side; of equal costs the first wins, which is the order as
      // written.
      for (int half = set & -set; half < set; half = (half - set) & set) {
        Tree left = best[half];
        Tree right = best[set ^ half];
        if (left == null || right == null || !connected(left.relations(), right.relations())) {
          continue;
        }
        Tree joined = join(left, right);
        if (best[set] == null || joined.cost() < best[set].cost()) {
          best[set] = joined;
        }
      }
    }
    return best[best.length - 1];
  }

  private Tree greedy(BitSet all) {
    List<Tree> trees =
        new ArrayList<>(all.stream().mapToObj(r -> new Tree(single(r), null, null, 0)).toList());
    while (trees.size() > 1) {
      Tree least = null;
      for (Tree left : trees) {
        for (Tree right : trees) {
          if (!left.relations().intersects(right.relations())
              && connected(left.relations(), right.relations())) {
            Tree joined = join(left, right);
            if (least == null || better(joined, least)) {
              least = joined;
            }
          }
        }
      }
      Tree chosen = Objects.requireNonNull(least);
      trees.removeIf(tree -> tree.relations().intersects(chosen.relations()));
      trees.add(chosen);
    }
    return trees.getFirst();
  }

  private boolean better(Tree tree, Tree than) {
    double difference = rows(tree.relations()) - rows(than.relations());
    return difference < 0 || (difference == 0 && tree.cost() < than.cost());
  }

  private Tree join(Tree left, Tree right) {
    BitSet both = union(left.relations(), right.relations());
    double own = rows(left.relations()) + BUILD * rows(right.relations()) + rows(both);
    return new Tree(both, left, right, left.cost() + right.cost() + own);
  }

  private boolean connected(BitSet left, BitSet right) {
    return graph.equal().stream().anyMatch(set -> isIn(set, left) && isIn(set, right));
  }

  private boolean isIn(Set<String> members, BitSet relations) {
    return members.stream().anyMatch(member -> relations.get(graph.relationOf(member)));
  }

  /**
   * The rows of a set of relations joined, the same for all its trees: those of the set without its
   * last relation that leaves it connected, times those of that one, over the number of keys.
   */
  private double rows(BitSet relations) {
    Double known = rows.get(relations);
    if (known == null) {
      known = compute(relations);
      rows.put(relations, known);
    }
    return known;
  }

  private double compute(BitSet relations) {
    int last = relations.length() - 1;
    if (relations.cardinality() == 1) {
      return estimates.get(last).rows();
    }
    while (last > 0 && !isConnected(without(relations, last))) {
      last = relations.previousSetBit(last - 1);
    }
    if (last < 0) {
      last = relations.length() - 1;
    }
    BitSet rest = without(relations, last);
    double joined = rows(rest) * estimates.get(last).rows() / keys(rest, last);
    for (Expr condition : graph.conditions()) {
      BitSet read = graph.relationsOf(condition);
      if (contains(relations, read) && !contains(rest, read)) {
        joined *= Selectivity.of(estimates.get(last), condition);
      }
    }
    return joined;
  }

  private boolean isConnected(BitSet relations) {
    BitSet reached = single(relations.nextSetBit(0));
    for (boolean grew = true; grew; ) {
      grew = false;
      for (int r = relations.nextSetBit(0); r >= 0; r = relations.nextSetBit(r + 1)) {
        if (!reached.get(r) && connected(reached, single(r))) {
          reached.set(r);
          grew = true;
        }
      }
    }
    return reached.equals(relations);
  }

  /** By how many different keys {@code rest} and {@code relation} are joined. */
  private double keys(BitSet rest, int relation) {
    double product = 1;
    List<String> own = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Set<String> members : graph.equal()) {
      Optional<String> mine =
          members.stream().filter(member -> graph.relationOf(member) == relation).findFirst();
      Optional<String> theirs =
          members.stream()
              .filter(member -> rest.get(graph.relationOf(member)))
              .max(Comparator.comparingDouble(member -> estimateOf(member).distinct(member)));
      if (mine.isPresent() && theirs.isPresent()) {
        product *=
            estimates
                .get(relation)
                .joinedValues(mine.get(), estimateOf(theirs.get()), theirs.get());
        own.add(mine.get());
        others.add(theirs.get());
      }
    }
    boolean composite =
        own.size() > 1 && others.stream().map(graph::relationOf).distinct().count() == 1;
    if (!composite) {
      return product;
    }
    // A key of several columns has no more values than the table that it is the key of has rows.
    Estimate other = estimateOf(others.getFirst());
    return Math.min(product, Math.min(estimates.get(relation).keys(own), other.keys(others)));
  }

  private Estimate estimateOf(String column) {
    return estimates.get(graph.relationOf(column));
  }

  private static BitSet single(int relation) {
    BitSet set = new BitSet();
    set.set(relation);
    return set;
  }

  private static BitSet union(BitSet a, BitSet b) {
    BitSet set = (BitSet) a.clone();
    set.or(b);
    return set;
  }

  private static BitSet without(BitSet set, int relation) {
    BitSet rest = (BitSet) set.clone();
    rest.clear(relation);
    return rest;
  }

  private static boolean contains(BitSet all, BitSet some) {
    BitSet missing = (BitSet) some.clone();
    missing.andNot(all);
    return missing.isEmpty();
  }
}
