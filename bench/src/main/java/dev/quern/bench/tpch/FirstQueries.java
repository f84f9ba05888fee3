package dev.quern.bench.tpch;

import static dev.quern.bench.tpch.TpchTables.discounted;
import static dev.quern.dataframes.Frames.SEMI;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;

import dev.quern.dataframes.DataFrame;
import java.math.BigDecimal;
import java.time.LocalDate;

/** Queries 1 to 11. */
final class FirstQueries {
  private FirstQueries() {}

  /** Pricing summary. */
  static DataFrame q1(TpchTables t) {
    return t.lineitem()
        .filter(col("l_shipdate").le(LocalDate.of(1998, 12, 1).minusDays(90)))
        .groupBy("l_returnflag", "l_linestatus")
        .agg(
            sum("l_quantity").as("sum_qty"),
            sum("l_extendedprice").as("sum_base_price"),
            sum(discounted()).as("sum_disc_price"),
            sum(discounted().times(lit(1).plus(col("l_tax")))).as("sum_charge"),
            mean("l_quantity").as("avg_qty"),
            mean("l_extendedprice").as("avg_price"),
            mean("l_discount").as("avg_disc"),
            count().as("count_order"))
        .sort("l_returnflag", "l_linestatus");
  }

  /** Minimum cost supplier. */
  static DataFrame q2(TpchTables t) {
    DataFrame cheapest =
        t.partsupp()
            .join(t.supplier(), on("ps_suppkey", "s_suppkey"))
            .join(t.nation(), on("s_nationkey", "n_nationkey"))
            .join(t.region(), on("n_regionkey", "r_regionkey"))
            .filter(col("r_name").eq("EUROPE"))
            .groupBy("ps_partkey")
            .agg(min("ps_supplycost").as("least_cost"));
    return t.part()
        .crossJoin(t.supplier())
        .join(t.partsupp(), on("p_partkey", "ps_partkey").and("s_suppkey", "ps_suppkey"))
        .join(t.nation(), on("s_nationkey", "n_nationkey"))
        .join(t.region(), on("n_regionkey", "r_regionkey"))
        .filter(
            col("p_size")
                .eq(15)
                .and(col("p_type").str().like("%BRASS"))
                .and(col("r_name").eq("EUROPE")))
        .join(cheapest, on("p_partkey", "ps_partkey").and("ps_supplycost", "least_cost"))
        .select(
            "s_acctbal",
            "s_name",
            "n_name",
            "p_partkey",
            "p_mfgr",
            "s_address",
            "s_phone",
            "s_comment")
        .sort(desc("s_acctbal"), asc("n_name"), asc("s_name"), asc("p_partkey"))
        .limit(100);
  }

  /** Shipping priority. */
  static DataFrame q3(TpchTables t) {
    LocalDate day = LocalDate.of(1995, 3, 15);
    return t.customer()
        .join(t.orders(), on("c_custkey", "o_custkey"))
        .join(t.lineitem(), on("o_orderkey", "l_orderkey"))
        .filter(
            col("c_mktsegment")
                .eq("BUILDING")
                .and(col("o_orderdate").lt(day))
                .and(col("l_shipdate").gt(day)))
        .groupBy("o_orderkey", "o_orderdate", "o_shippriority")
        .agg(sum(discounted()).as("revenue"))
        .select("o_orderkey", "revenue", "o_orderdate", "o_shippriority")
        .sort(desc("revenue"), asc("o_orderdate"))
        .limit(10);
  }

  /** Order priority checking. */
  static DataFrame q4(TpchTables t) {
    LocalDate begin = LocalDate.of(1993, 7, 1);
    return t.orders()
        .filter(col("o_orderdate").ge(begin).and(col("o_orderdate").lt(begin.plusMonths(3))))
        .join(
            t.lineitem().filter(col("l_commitdate").lt(col("l_receiptdate"))),
            on("o_orderkey", "l_orderkey"),
            SEMI)
        .groupBy("o_orderpriority")
        .agg(count().as("order_count"))
        .sort("o_orderpriority");
  }

  /** Local supplier volume. */
  static DataFrame q5(TpchTables t) {
    LocalDate begin = LocalDate.of(1994, 1, 1);
    return t.customer()
        .join(t.orders(), on("c_custkey", "o_custkey"))
        .join(t.lineitem(), on("o_orderkey", "l_orderkey"))
        .join(t.supplier(), on("l_suppkey", "s_suppkey").and("c_nationkey", "s_nationkey"))
        .join(t.nation(), on("c_nationkey", "n_nationkey"))
        .join(t.region(), on("n_regionkey", "r_regionkey"))
        .filter(
            col("r_name")
                .eq("ASIA")
                .and(col("o_orderdate").ge(begin))
                .and(col("o_orderdate").lt(begin.plusYears(1))))
        .groupBy("n_name")
        .agg(sum(discounted()).as("revenue"))
        .sort(desc("revenue"));
  }

  /** Forecasting revenue change. */
  static DataFrame q6(TpchTables t) {
    LocalDate begin = LocalDate.of(1994, 1, 1);
    return t.lineitem()
        .filter(
            col("l_shipdate")
                .ge(begin)
                .and(col("l_shipdate").lt(begin.plusYears(1)))
                .and(col("l_discount").between(new BigDecimal("0.05"), new BigDecimal("0.07")))
                .and(col("l_quantity").lt(24)))
        .agg(sum(col("l_extendedprice").times(col("l_discount"))).as("revenue"));
  }

  /** Volume shipping. */
  static DataFrame q7(TpchTables t) {
    return t.supplier()
        .join(t.lineitem(), on("s_suppkey", "l_suppkey"))
        .join(t.orders(), on("l_orderkey", "o_orderkey"))
        .join(t.customer(), on("o_custkey", "c_custkey"))
        .join(t.nation("supp"), on("s_nationkey", "supp_nationkey"))
        .join(t.nation("cust"), on("c_nationkey", "cust_nationkey"))
        .filter(
            col("supp_name")
                .eq("FRANCE")
                .and(col("cust_name").eq("GERMANY"))
                .or(col("supp_name").eq("GERMANY").and(col("cust_name").eq("FRANCE")))
                .and(
                    col("l_shipdate")
                        .between(LocalDate.of(1995, 1, 1), LocalDate.of(1996, 12, 31))))
        .groupBy(
            col("supp_name").as("supp_nation"),
            col("cust_name").as("cust_nation"),
            col("l_shipdate").dt().year().as("l_year"))
        .agg(sum(discounted()).as("revenue"))
        .sort("supp_nation", "cust_nation", "l_year");
  }

  /** National market share. */
  static DataFrame q8(TpchTables t) {
    return t.part()
        .crossJoin(t.supplier())
        .join(t.lineitem(), on("p_partkey", "l_partkey").and("s_suppkey", "l_suppkey"))
        .join(t.orders(), on("l_orderkey", "o_orderkey"))
        .join(t.customer(), on("o_custkey", "c_custkey"))
        .join(t.nation("cust"), on("c_nationkey", "cust_nationkey"))
        .join(t.nation("supp"), on("s_nationkey", "supp_nationkey"))
        .join(t.region(), on("cust_regionkey", "r_regionkey"))
        .filter(
            col("r_name")
                .eq("AMERICA")
                .and(
                    col("o_orderdate")
                        .between(LocalDate.of(1995, 1, 1), LocalDate.of(1996, 12, 31)))
                .and(col("p_type").eq("ECONOMY ANODIZED STEEL")))
        .select(
            col("o_orderdate").dt().year().as("o_year"),
            discounted().as("volume"),
            col("supp_name").as("nation"))
        .groupBy("o_year")
        .agg(
            sum(when(col("nation").eq("BRAZIL")).then(col("volume")).otherwise(0)).as("brazil"),
            sum("volume").as("all"))
        .select("o_year", col("brazil").divide(col("all")).as("mkt_share"))
        .sort("o_year");
  }

  /** Product type profit. */
  static DataFrame q9(TpchTables t) {
    return t.part()
        .crossJoin(t.supplier())
        .join(t.lineitem(), on("s_suppkey", "l_suppkey").and("p_partkey", "l_partkey"))
        .join(t.partsupp(), on("s_suppkey", "ps_suppkey").and("p_partkey", "ps_partkey"))
        .join(t.orders(), on("l_orderkey", "o_orderkey"))
        .join(t.nation(), on("s_nationkey", "n_nationkey"))
        .filter(col("p_name").str().like("%green%"))
        .select(
            col("n_name").as("nation"),
            col("o_orderdate").dt().year().as("o_year"),
            discounted().minus(col("ps_supplycost").times(col("l_quantity"))).as("amount"))
        .groupBy("nation", "o_year")
        .agg(sum("amount").as("sum_profit"))
        .sort(asc("nation"), desc("o_year"));
  }

  /** Returned items. */
  static DataFrame q10(TpchTables t) {
    LocalDate begin = LocalDate.of(1993, 10, 1);
    return t.customer()
        .join(t.orders(), on("c_custkey", "o_custkey"))
        .join(t.lineitem(), on("o_orderkey", "l_orderkey"))
        .join(t.nation(), on("c_nationkey", "n_nationkey"))
        .filter(
            col("o_orderdate")
                .ge(begin)
                .and(col("o_orderdate").lt(begin.plusMonths(3)))
                .and(col("l_returnflag").eq("R")))
        .groupBy("c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment")
        .agg(sum(discounted()).as("revenue"))
        .select(
            "c_custkey",
            "c_name",
            "revenue",
            "c_acctbal",
            "n_name",
            "c_address",
            "c_phone",
            "c_comment")
        .sort(desc("revenue"))
        .limit(20);
  }

  /** Important stock. */
  static DataFrame q11(TpchTables t) {
    DataFrame german =
        t.partsupp()
            .join(t.supplier(), on("ps_suppkey", "s_suppkey"))
            .join(t.nation(), on("s_nationkey", "n_nationkey"))
            .filter(col("n_name").eq("GERMANY"))
            .select("ps_partkey", col("ps_supplycost").times(col("ps_availqty")).as("cost"));
    return german
        .groupBy("ps_partkey")
        .agg(sum("cost").as("value"))
        .crossJoin(german.agg(sum("cost").as("total")))
        .filter(col("value").gt(col("total").times(new BigDecimal("0.0001"))))
        .select("ps_partkey", "value")
        .sort(desc("value"), asc("ps_partkey"));
  }
}
