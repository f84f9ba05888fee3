package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Expressions over the same rows, of which what several have in common is computed once for each
 * batch.
 *
 * <pre>
 *   price * (1 - discount)                    s = price * (1 - discount)     s
 *   price * (1 - discount) * (1 + tax)                                       s * (1 + tax)
 * </pre>
 *
 * <p>What stands in branches of CASE and COALESCE only stays there: rows that do not take the
 * branch may have values in which it would be an error.
 *
 * <p>Not thread-safe: it serves one task, as its {@link Evaluator} does.
 */
public final class SharedExpressions {
  /* Looking for what is common takes time and stack: an expression as large is a program's. */
  private static final int MOST_NODES = 4096;

  private final List<Expr.Column> names = new ArrayList<>();
  private final List<Expr> shared = new ArrayList<>();
  private final List<Expr> rest;
  private Schema narrow = Schema.of();
  /* What there is after each of the shared ones. */
  private List<Schema> schemas = List.of();

  private SharedExpressions(List<Expr> all, Set<Expr> common) {
    Map<Expr, Expr> known = new HashMap<>();
    rest = all.stream().map(expr -> replace(expr, common, known)).toList();
  }

  /** {@code expressions} with what they have in common found. */
  public static SharedExpressions of(List<Expr> expressions) {
    Search search = new Search();
    expressions.forEach(expr -> search.visit(expr, true));
    return new SharedExpressions(
        expressions, search.nodes > MOST_NODES ? Set.of() : search.common());
  }

  /** The expressions, to be evaluated over what {@link #widen} gives. */
  public List<Expr> expressions() {
    return rest;
  }

  /** {@code batch} and columns of what is common; owned by the caller, as {@code batch} is. */
  public Batch widen(Evaluator evaluator, Batch batch) {
    if (shared.isEmpty()) {
      return batch.retain();
    }
    Schema given = batch.schema();
    if (schemas.isEmpty() || !given.equals(narrow)) {
      narrow = given;
      schemas = schemas(given);
    }
    Batch known = batch.retain();
    for (int i = 0; i < names.size(); i++) {
      try (Batch before = known) {
        known = with(before, schemas.get(i), evaluator.evaluate(shared.get(i), before));
      }
    }
    return known;
  }

  private List<Schema> schemas(Schema narrow) {
    List<Field> fields = new ArrayList<>(narrow.fields());
    List<Schema> schemas = new ArrayList<>();
    for (Expr.Column name : names) {
      fields.add(Field.of(name.name(), name.type()));
      schemas.add(Schema.of(fields));
    }
    return schemas;
  }

  private static Batch with(Batch batch, Schema schema, ColumnVector last) {
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    batch.columns().forEach(column -> columns.add(column.retain()));
    columns.add(last);
    return Batch.of(schema, batch.rows(), columns);
  }

  private Expr replace(Expr expr, Set<Expr> common, Map<Expr, Expr> known) {
    if (common.isEmpty() || expr instanceof Expr.Leaf) {
      return expr;
    }
    Expr done = known.get(expr);
    if (done != null) {
      return done;
    }
    Expr result =
        expr.withChildren(
            expr.children().stream().map(child -> replace(child, common, known)).toList());
    if (common.contains(expr)) {
      // No column of a user has a name with a zero in it.
      Expr.Column name = new Expr.Column("\0shared " + names.size(), expr.type());
      names.add(name);
      shared.add(result);
      result = name;
    }
    known.put(expr, result);
    return result;
  }

  /** Counts the operations in expressions, those within a repeated one once. */
  private static final class Search {
    private final Map<Expr, Integer> times = new HashMap<>();
    private final Set<Expr> always = new HashSet<>();
    private int nodes;

    /**
     * @param taken whether {@code expr} is computed for every row that counts
     */
    void visit(Expr expr, boolean taken) {
      if (expr instanceof Expr.Leaf || ++nodes > MOST_NODES) {
        return;
      }
      if (taken) {
        always.add(expr);
      }
      if (times.merge(expr, 1, Integer::sum) > 1) {
        return;
      }
      List<Expr> children = expr.children();
      boolean branches = expr instanceof Expr.Case || expr instanceof Expr.Coalesce;
      for (int i = 0; i < children.size(); i++) {
        visit(children.get(i), taken && (i == 0 || !branches));
      }
    }

    Set<Expr> common() {
      Set<Expr> common = new HashSet<>();
      times.forEach(
          (expr, count) -> {
            if (count > 1 && always.contains(expr)) {
              common.add(expr);
            }
          });
      return common;
    }
  }
}
