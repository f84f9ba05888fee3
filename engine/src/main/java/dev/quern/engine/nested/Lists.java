package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Over;
import dev.quern.engine.expr.VectorCall;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Promotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes expressions of lists and maps, checked. Null gives null, unless they say otherwise. */
public final class Lists {
  private Lists() {}

  /** How many elements {@code list} has, nulls included; int32. */
  public static Expr length(Expr list) {
    return VectorCall.of(new ListLength(), list);
  }

  /**
   * The dates or timestamps from {@code from} to {@code to}, both included, at equal steps: an
   * interval or a duration.
   */
  public static Expr dateSequence(Expr from, Expr to, Expr step) {
    DType type =
        Promotion.common(from.type(), to.type())
            .orElse(from.type().isTemporal() ? from.type() : to.type());
    Expr by = step.type() instanceof DurationType ? Exprs.implicit(step, DType.INTERVAL) : step;
    return VectorCall.of(new DateSequence(), as(type, from), as(type, to), by);
  }

  /** The element at {@code place}, from 0, negative from the end; null where there is none. */
  public static Expr get(Expr list, Expr place) {
    return VectorCall.of(new ListGet(), list, whole(place));
  }

  /** The only element, null of none; {@code tooMany} is the error where there are more. */
  public static Expr only(Expr list, String tooMany) {
    return VectorCall.of(new ListOnly(tooMany), list);
  }

  /** Up to {@code count} elements from {@code offset} on, from 0, negative from the end. */
  public static Expr slice(Expr list, long offset, long count) {
    if (count < 0) {
      throw new PlanException("list slice of " + count + " elements: there are no fewer than 0");
    }
    return VectorCall.of(new ListSlice(offset, count), list);
  }

  /** Whether {@code list} has an element that equals {@code value}, in their common type. */
  public static Expr contains(Expr list, Expr value) {
    DType element = ListVectors.element("list contains", list.type());
    Expr wanted = Exprs.constantAs(value, element);
    DType common = Promotion.common(element, wanted.type()).orElse(element);
    return VectorCall.of(
        new ListContains(),
        Exprs.implicit(list, DType.list(common)),
        common.equals(wanted.type()) ? wanted : as(common, wanted));
  }

  /** The sum of the numbers; null where there are none. */
  public static Expr sum(Expr list) {
    return VectorCall.of(new ListSum(false), list);
  }

  /** The mean of the numbers, float64; null where there are none. */
  public static Expr mean(Expr list) {
    return VectorCall.of(new ListSum(true), list);
  }

  /** The least element; null where there are none. */
  public static Expr min(Expr list) {
    return VectorCall.of(new ListExtreme(false), list);
  }

  /** The greatest element; null where there are none. */
  public static Expr max(Expr list) {
    return VectorCall.of(new ListExtreme(true), list);
  }

  /** The elements in order, nulls last. */
  public static Expr sort(Expr list, boolean descending) {
    return VectorCall.of(new ListOrder(descending), list);
  }

  /** Each different element once, in the order of first appearance. */
  public static Expr distinct(Expr list) {
    return VectorCall.of(new ListDistinct(Optional.empty()), list);
  }

  /**
   * The first element of each that {@code body} makes different things of; it reads what {@link
   * #transform}'s may.
   */
  public static Expr distinctBy(Expr list, Expr body, String element, String place) {
    ElementExpression each = ElementExpression.of(body, element, place);
    return VectorCall.of(new ListDistinct(Optional.of(each)), each.arguments(list));
  }

  /**
   * The elements in the order of some keys; equal ones keep theirs.
   *
   * @param order what {@code element} is sorted by; reads what {@link #transform}'s body may
   */
  public static Expr sortBy(Expr list, List<Over.Ordered> order, String element, String place) {
    List<String> names = IntStream.range(0, order.size()).mapToObj(i -> "key " + i).toList();
    List<Expr> values = order.stream().map(key -> Exprs.key("sorted by", key.value())).toList();
    ElementExpression keys = ElementExpression.of(Structs.of(names, values), element, place);
    ListSort sort =
        new ListSort(
            keys,
            order.stream().map(Over.Ordered::descending).toList(),
            order.stream().map(Over.Ordered::nullsFirst).toList());
    return VectorCall.of(sort, keys.arguments(list));
  }

  /**
   * What comes of {@code initial} when {@code step}, of its type, takes the elements to it one by
   * one. It reads the value so far and the element under these names, and may read columns of the
   * row. A null list gives null, an empty one {@code initial}.
   */
  public static Expr reduce(Expr list, Expr initial, Expr step, String soFar, String element) {
    ElementExpression each = ElementExpression.of(step, element, soFar);
    List<Expr> arguments = new ArrayList<>(each.arguments(list));
    arguments.add(1, initial);
    return VectorCall.of(new ListReduce(each), arguments);
  }

  /** The elements from the last to the first. */
  public static Expr reverse(Expr list) {
    return VectorCall.of(new ListReverse(), list);
  }

  /** The elements of the lists in {@code list}, one list behind the other. */
  public static Expr flatten(Expr list) {
    return VectorCall.of(new ListFlatten(), list);
  }

  /** The integers from {@code from} by {@code step} to before {@code to}. */
  public static Expr sequence(Expr from, Expr to, Expr step) {
    return VectorCall.of(new ListSequence(), whole(from), whole(to), whole(step));
  }

  private static Expr whole(Expr number) {
    return Parameter.INTEGER.takes(number.type()) ? Exprs.implicit(number, DType.INT64) : number;
  }

  /** How often each element is there: a map, in the order of first appearance. */
  public static Expr counts(Expr list) {
    return VectorCall.of(new ListCounts(), list);
  }

  /** The texts with {@code separator} in between, without nulls. */
  public static Expr join(Expr list, String separator) {
    return VectorCall.of(new ListJoin(separator), list);
  }

  /** The parts of {@code text} between separators. */
  public static Expr split(Expr text, String separator) {
    return VectorCall.of(new TextSplit(separator), text(text));
  }

  /** The parts of {@code text} between matches of a regular expression. */
  public static Expr regexSplit(Expr text, String expression) {
    return VectorCall.of(new RegexParts(expression, RegexParts.BETWEEN), text(text));
  }

  /** A group of all matches of a regular expression in {@code text}; 0 are the whole matches. */
  public static Expr regexExtractAll(Expr text, String expression, int group) {
    return VectorCall.of(new RegexParts(expression, group), text(text));
  }

  private static Expr text(Expr text) {
    return text.type() instanceof CategoricalType ? Exprs.implicit(text, DType.UTF8) : text;
  }

  /** A list of these, in their common type; nulls are elements. */
  public static Expr of(List<Expr> elements) {
    if (elements.isEmpty()) {
      throw new PlanException("a list of nothing has no type: give it an element at least");
    }
    DType common = elements.getFirst().type();
    for (Expr element : elements) {
      DType soFar = common;
      common =
          Promotion.common(soFar, element.type())
              .orElseThrow(
                  () ->
                      new PlanException(
                          "a list finds no common type: %s is %s, others are %s"
                              .formatted(element, element.type(), soFar)));
    }
    DType type = common;
    return VectorCall.of(
        new ListOf(), elements.stream().map(element -> Exprs.implicit(element, type)).toList());
  }

  /**
   * The lists of what {@code body} is for each element. It reads the element and its place, from 0,
   * under these names, and may read columns of the row.
   */
  public static Expr transform(Expr list, Expr body, String element, String place) {
    ElementExpression each = ElementExpression.of(body, element, place);
    return VectorCall.of(new ListTransform(each), each.arguments(list));
  }

  /** The elements for which {@code condition} is true; it reads what {@link #transform}'s may. */
  public static Expr filter(Expr list, Expr condition, String element, String place) {
    ElementExpression each = ElementExpression.of(condition, element, place);
    return VectorCall.of(new ListFilter(each), each.arguments(list));
  }

  /** Whether {@code condition} is true of an element, or of {@code all}, in three-valued logic. */
  public static Expr match(Expr list, boolean all, Expr condition, String element, String place) {
    ElementExpression each = ElementExpression.of(condition, element, place);
    return VectorCall.of(new ListMatch(all, each), each.arguments(list));
  }

  /** The type of the elements of {@code list}; what is no list is refused by {@code label}. */
  public static DType element(String label, Expr list) {
    return ListVectors.element(label, list.type());
  }

  /** A list without elements. */
  public static Expr empty(DType element) {
    return slice(of(List.of(Exprs.nullOf(element))), 0, 0);
  }

  /** The value of {@code key} in a map; null where there is none. */
  public static Expr mapGet(Expr map, Expr key) {
    DType type = ListVectors.entry("map get", map.type()).fields().getFirst().type();
    return VectorCall.of(new MapGet(), map, as(type, key));
  }

  /** The keys of a map, in order. */
  public static Expr mapKeys(Expr map) {
    return VectorCall.of(new MapPart(0), map);
  }

  /** The values of a map, in the order of its keys. */
  public static Expr mapValues(Expr map) {
    return VectorCall.of(new MapPart(1), map);
  }

  /* What is searched for takes the type of what it is compared with, if that loses nothing. */
  private static Expr as(DType type, Expr value) {
    return Promotion.common(type, value.type()).filter(type::equals).isPresent()
        ? Exprs.implicit(value, type)
        : Exprs.constantAs(value, type);
  }
}
