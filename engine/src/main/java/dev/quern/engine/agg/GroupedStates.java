package dev.quern.engine.agg;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Which state serves which function and type. */
final class GroupedStates {
  private GroupedStates() {}

  /**
   * Empty states of aggregates of the same rows: a mean goes by the sum of its column, and values
   * that several need are kept once.
   */
  static List<GroupedState> of(MemoryBudget budget, Schema input, List<Aggregate> aggregates) {
    List<GroupedState> states = new ArrayList<>();
    Map<List<Integer>, SumState> sums = new HashMap<>();
    for (Aggregate aggregate : aggregates) {
      if (aggregate.function() == BasicAggregate.SUM) {
        sums.computeIfAbsent(aggregate.inputs(), _ -> (SumState) of(budget, input, aggregate));
      }
    }
    Set<SumState> given = new HashSet<>();
    Map<List<Integer>, ValuesState> values = new HashMap<>();
    for (Aggregate aggregate : aggregates) {
      SumState sum = sums.get(aggregate.inputs());
      if (sum != null && aggregate.function() == BasicAggregate.MEAN) {
        states.add(new MeanState(budget, sum));
      } else if (sum != null && aggregate.function() == BasicAggregate.SUM && given.add(sum)) {
        states.add(sum);
      } else {
        ValuesState known = values.get(aggregate.inputs());
        Optional<Supplier<WordFold>> fold =
            known == null ? Optional.empty() : fold(budget, input, aggregate);
        GroupedState state =
            known != null && fold.isPresent()
                ? known.view(fold.get())
                : of(budget, input, aggregate);
        states.add(state);
        if (state instanceof ValuesState first) {
          values.put(aggregate.inputs(), first);
        }
      }
    }
    return states;
  }

  /** An empty state of {@code aggregate} over batches of {@code input}. */
  static GroupedState of(MemoryBudget budget, Schema input, Aggregate aggregate) {
    List<DType> types = inputTypes(input, aggregate);
    aggregate.function().resultType(types);
    return switch (aggregate.function()) {
      case Variance variance -> new MomentsState(budget, variance, types.getFirst());
      case Shape shape -> new ShapeState(budget, shape);
      case Comoment comoment -> new ComomentState(budget, comoment);
      case Fold fold -> new FoldState(budget, fold, types.getFirst());
      case ArgExtreme extreme -> new ArgState(budget, extreme, types);
      case ApproxCountDistinct _ -> new HyperLogLogState(budget);
      case ApproxQuantile quantile -> new ObjectState<>(quantile.of(types.getFirst()), types);
      case Aggregator<?> aggregator -> new ObjectState<>(aggregator, types);
      case Collect collect -> new CollectState(budget, collect, types.getFirst());
      case Quantile _, Mode _, Distinct _ ->
          new ValuesState(budget, types.getFirst(), fold(budget, input, aggregate).orElseThrow());
      case BasicAggregate basic ->
          switch (basic) {
            case COUNT_ALL, COUNT -> new CountState(budget);
            case COUNT_DISTINCT -> new DistinctState(budget, types.getFirst());
            case SUM -> new SumState(budget, label(input, aggregate), types.getFirst());
            case MEAN -> new MeanState(budget, label(input, aggregate), types.getFirst());
            case MIN -> extreme(budget, types.getFirst(), false);
            case MAX -> extreme(budget, types.getFirst(), true);
            case FIRST -> new PickState(budget, types.getFirst(), false);
            case LAST -> new PickState(budget, types.getFirst(), true);
          };
    };
  }

  /** How the values of a group are folded in the end, of aggregates that need all of them. */
  private static Optional<Supplier<WordFold>> fold(
      MemoryBudget budget, Schema input, Aggregate aggregate) {
    DType type = inputTypes(input, aggregate).getFirst();
    return switch (aggregate.function()) {
      case Quantile quantile -> Optional.of(() -> new QuantileFold(budget, quantile, type));
      case Mode _ -> Optional.of(() -> new ModeFold(budget, type));
      case Distinct distinct -> {
        Aggregate of = new Aggregate(aggregate.name(), distinct.of(), aggregate.inputs());
        yield Optional.of(() -> new DistinctFold(budget, type, of(budget, input, of)));
      }
      default -> Optional.empty();
    };
  }

  private static GroupedState extreme(MemoryBudget budget, DType type, boolean greatest) {
    if (type.isView()) {
      return new ViewExtremeState(budget, type, greatest);
    }
    return type.byteWidth() == 16
        ? new WideExtremeState(budget, type, greatest)
        : new ExtremeState(budget, type, greatest);
  }

  static List<DType> inputTypes(Schema input, Aggregate aggregate) {
    return aggregate.inputs().stream().map(position -> input.field(position).type()).toList();
  }

  /** {@code sum of 'delay'}: what errors call the aggregate. */
  private static String label(Schema input, Aggregate aggregate) {
    return "%s of '%s'"
        .formatted(aggregate.function(), input.field(aggregate.inputs().getFirst()).name());
  }
}
