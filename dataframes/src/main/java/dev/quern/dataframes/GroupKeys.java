package dev.quern.dataframes;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.nested.Structs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of groups, and what is grouped by in their place: of a struct whether it is null and its
 * fields, of a list, or a struct of many fields, the bytes that stand for it. The keys are made of
 * these again.
 *
 * <pre>
 *   by s: struct(a, t)      select when #key s null then null otherwise struct of(#key s.a, #key s.t)
 *     input                   by s is null as #key s null, s.a as #key s.a, s.t as #key s.t
 *                               input
 * </pre>
 */
final class GroupKeys {
  /* So many columns take less room than their bytes do, and texts keep their dictionaries. */
  private static final int MOST_FIELDS = 8;

  private final List<NamedExpr> keys;
  private final List<NamedExpr> parts = new ArrayList<>();
  private final List<NamedExpr> values = new ArrayList<>();

  GroupKeys(List<NamedExpr> keys) {
    this.keys = keys;
    for (NamedExpr key : keys) {
      // Not a name that a user would give where the key is not there as itself.
      String name = key.expr().type().isNested() ? "#key " + key.name() : key.name();
      values.add(new NamedExpr(key.name(), add(name, key.expr())));
    }
  }

  /** What is grouped by. */
  List<NamedExpr> parts() {
    return parts;
  }

  /** The keys, over a row of the groups. */
  List<NamedExpr> values() {
    return values;
  }

  /** Whether the keys are what is grouped by. */
  boolean arePlain() {
    return parts.equals(keys);
  }

  /** The key that is {@code expr} over a row of the input, over a row of the groups. */
  Optional<Expr> value(Expr expr) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).expr().equals(expr)) {
        return Optional.of(values.get(i).expr());
      }
    }
    return Optional.empty();
  }

  /* Adds the parts of a key, and returns what makes it of them. */
  private Expr add(String name, Expr key) {
    DType type = key.type();
    if (!(type instanceof StructType struct && leaves(struct) <= MOST_FIELDS)) {
      NamedExpr part = new NamedExpr(name, Exprs.key("grouped by", key));
      parts.add(part);
      return Exprs.ofKey(new Expr.Column(name, part.expr().type()), type);
    }
    Expr.Column isNull = new Expr.Column(name + " null", DType.BOOL);
    parts.add(new NamedExpr(isNull.name(), Exprs.isNull(key)));
    List<String> names = struct.fields().stream().map(Field::name).toList();
    List<Expr> fields = new ArrayList<>();
    for (String field : names) {
      fields.add(add(name + "." + field, Structs.field(key, field)));
    }
    return Exprs.when(isNull, Exprs.nullOf(type), Structs.of(names, fields));
  }

  private static int leaves(DType type) {
    return type instanceof StructType struct
        ? struct.fields().stream().mapToInt(field -> leaves(field.type())).sum()
        : 1;
  }
}
