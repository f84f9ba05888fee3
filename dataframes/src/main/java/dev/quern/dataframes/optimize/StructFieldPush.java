package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.VectorCall;
import dev.quern.engine.io.Source;
import dev.quern.engine.nested.StructField;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has a scan read the fields of a struct that are looked at, rather than the struct, where nothing
 * above it wants that as a whole: in the filters between it and the projection or aggregation that
 * reads them.
 */
@SuppressWarnings("ReferenceEquality") // an unchanged input is the same instance
final class StructFieldPush implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return switch (node) {
      case FramePlan.Project project -> {
        Push push = new Push();
        project.columns().forEach(column -> push.see(column.expr()));
        FramePlan input = push.below(project.input());
        yield input == project.input()
            ? node
            : new FramePlan.Project(input, push.named(project.columns()), project.where());
      }
      case FramePlan.Aggregate aggregate -> {
        Push push = new Push();
        aggregate.keys().forEach(key -> push.see(key.expr()));
        aggregate.aggregates().forEach(a -> a.inputs().forEach(push::see));
        FramePlan input = push.below(aggregate.input());
        yield input == aggregate.input()
            ? node
            : new FramePlan.Aggregate(
                input,
                push.named(aggregate.keys()),
                aggregate.aggregates().stream()
                    .map(
                        a ->
                            new NamedAggregate(
                                a.name(),
                                a.function(),
                                a.inputs().stream().map(push::replaced).toList()))
                    .toList(),
                aggregate.where());
      }
      default -> node;
    };
  }

  /** One such place in a plan. */
  private static final class Push {
    /* The fields that are looked at, by path, of each column; none of a column read as a whole. */
    private final Map<String, Map<String, Expr>> fields = new HashMap<>();
    private final Map<Expr, Expr> columns = new HashMap<>();

    /** Takes note of what {@code expr} looks at. */
    void see(Expr expr) {
      if (expr instanceof Expr.Column(String name, var _)) {
        fields.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put("", expr);
        return;
      }
      Optional<Expr.Column> struct = root(expr);
      if (struct.isPresent()) {
        fields
            .computeIfAbsent(struct.get().name(), _ -> new LinkedHashMap<>())
            .put(path(expr), expr);
      } else {
        expr.children().forEach(this::see);
      }
    }

    /** The same rows with the fields as columns; the very same where there is nothing to do. */
    FramePlan below(FramePlan node) {
      return switch (node) {
        case FramePlan.Filter filter -> {
          see(filter.condition());
          FramePlan input = below(filter.input());
          yield input == filter.input()
              ? node
              : new FramePlan.Filter(input, replaced(filter.condition()), filter.where());
        }
        case FramePlan.Scan scan -> scan(scan);
        default -> node;
      };
    }

    private FramePlan scan(FramePlan.Scan scan) {
      Source source = scan.source();
      List<String> read = new ArrayList<>();
      for (String column : scan.columns()) {
        Map<String, Expr> wanted = fields.getOrDefault(column, Map.of());
        Source with = wanted.isEmpty() || wanted.containsKey("") ? null : with(source, wanted);
        if (with == null) {
          read.add(column);
        } else {
          source = with;
          read.addAll(wanted.keySet());
          wanted.forEach((path, expr) -> columns.put(expr, new Expr.Column(path, expr.type())));
        }
      }
      return columns.isEmpty()
          ? scan
          : new FramePlan.Scan(source, read, scan.predicates(), scan.where());
    }

    /* The source with all of the fields as columns; null if it cannot read one of them alone. */
    private static @Nullable Source with(Source source, Map<String, Expr> wanted) {
      Source with = source;
      for (Map.Entry<String, Expr> field : wanted.entrySet()) {
        String path = field.getKey();
        Optional<Source> more =
            with.schema().contains(path) ? Optional.empty() : with.withField(path);
        if (more.isEmpty()
            || !more.get().schema().field(path).type().equals(field.getValue().type())) {
          return null;
        }
        with = more.get();
      }
      return with;
    }

    Expr replaced(Expr expr) {
      Expr column = columns.get(expr);
      if (column != null) {
        return column;
      }
      List<Expr> children = expr.children().stream().map(this::replaced).toList();
      return children.equals(expr.children()) ? expr : expr.withChildren(children);
    }

    List<NamedExpr> named(List<NamedExpr> exprs) {
      return exprs.stream().map(e -> new NamedExpr(e.name(), replaced(e.expr()))).toList();
    }

    /* The column whose field, or field of a field, an expression is. */
    private static Optional<Expr.Column> root(Expr expr) {
      return expr instanceof VectorCall(StructField _, List<Expr> of, var _)
          ? of.getFirst() instanceof Expr.Column column ? Optional.of(column) : root(of.getFirst())
          : Optional.empty();
    }

    private static String path(Expr expr) {
      return expr instanceof VectorCall(StructField(String name), List<Expr> of, var _)
          ? path(of.getFirst()) + "." + name
          : ((Expr.Column) expr).name();
    }
  }
}
