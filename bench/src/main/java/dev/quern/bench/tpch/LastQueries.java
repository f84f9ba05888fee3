package dev.quern.bench.tpch;

import static dev.quern.bench.tpch.TpchTables.discounted;
import static dev.quern.dataframes.Frames.ANTI;
import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.SEMI;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;

import dev.quern.dataframes.Column;
import dev.quern.dataframes.DataFrame;
import java.math.BigDecimal;
import java.time.LocalDate;

/** Queries 12 to 22. */
final class LastQueries {
  private LastQueries() {}

  /** Shipping modes and order priority. */
  static DataFrame q12(TpchTables t) {
    LocalDate begin = LocalDate.of(1994, 1, 1);
    Column urgent = col("o_orderpriority").in("1-URGENT", "2-HIGH");
    return t.orders()
        .join(t.lineitem(), on("o_orderkey", "l_orderkey"))
        .filter(
            col("l_shipmode")
                .in("MAIL", "SHIP")
                .and(col("l_commitdate").lt(col("l_receiptdate")))
                .and(col("l_shipdate").lt(col("l_commitdate")))
                .and(col("l_receiptdate").ge(begin))
                .and(col("l_receiptdate").lt(begin.plusYears(1))))
        .groupBy("l_shipmode")
        .agg(
            sum(when(urgent).then(1).otherwise(0)).as("high_line_count"),
            sum(when(urgent.not()).then(1).otherwise(0)).as("low_line_count"))
        .sort("l_shipmode");
  }

  /** Customer distribution. */
  static DataFrame q13(TpchTables t) {
    return t.customer()
        .join(
            t.orders(),
            on("c_custkey", "o_custkey")
                .where(col("o_comment").str().like("%special%requests%").not()),
            LEFT)
        .groupBy("c_custkey")
        .agg(count("o_orderkey").as("c_count"))
        .groupBy("c_count")
        .agg(count().as("custdist"))
        .sort(desc("custdist"), desc("c_count"));
  }

  /** Promotion effect. */
  static DataFrame q14(TpchTables t) {
    LocalDate begin = LocalDate.of(1995, 9, 1);
    Column promoted = col("p_type").str().like("PROMO%");
    return t.lineitem()
        .join(t.part(), on("l_partkey", "p_partkey"))
        .filter(col("l_shipdate").ge(begin).and(col("l_shipdate").lt(begin.plusMonths(1))))
        .agg(
            sum(when(promoted).then(discounted()).otherwise(0)).as("promoted"),
            sum(discounted()).as("all"))
        .select(
            lit(new BigDecimal("100.00"))
                .times(col("promoted"))
                .divide(col("all"))
                .as("promo_revenue"));
  }

  /** Top supplier. */
  static DataFrame q15(TpchTables t) {
    LocalDate begin = LocalDate.of(1996, 1, 1);
    DataFrame revenue =
        t.lineitem()
            .filter(col("l_shipdate").ge(begin).and(col("l_shipdate").lt(begin.plusMonths(3))))
            .groupBy(col("l_suppkey").as("supplier_no"))
            .agg(sum(discounted()).as("total_revenue"));
    return t.supplier()
        .join(revenue, on("s_suppkey", "supplier_no"))
        .crossJoin(revenue.agg(max("total_revenue").as("greatest")))
        .filter(col("total_revenue").eq(col("greatest")))
        .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
        .sort("s_suppkey");
  }

  /** Parts and suppliers. */
  static DataFrame q16(TpchTables t) {
    return t.partsupp()
        .join(t.part(), on("ps_partkey", "p_partkey"))
        .filter(
            col("p_brand")
                .ne("Brand#45")
                .and(col("p_type").str().like("MEDIUM POLISHED%").not())
                .and(col("p_size").in(49, 14, 23, 45, 19, 3, 36, 9)))
        .join(
            t.supplier().filter(col("s_comment").str().like("%Customer%Complaints%")),
            on("ps_suppkey", "s_suppkey"),
            ANTI)
        .groupBy("p_brand", "p_type", "p_size")
        .agg(countDistinct("ps_suppkey").as("supplier_cnt"))
        .sort(desc("supplier_cnt"), asc("p_brand"), asc("p_type"), asc("p_size"));
  }

  /** Revenue of small orders. */
  static DataFrame q17(TpchTables t) {
    DataFrame average =
        t.lineitem().groupBy("l_partkey").agg(mean("l_quantity").as("avg_quantity"));
    return t.lineitem()
        .join(t.part(), on("l_partkey", "p_partkey"))
        .filter(col("p_brand").eq("Brand#23").and(col("p_container").eq("MED BOX")))
        .join(average, on("l_partkey"))
        .filter(col("l_quantity").lt(col("avg_quantity").times(0.2)))
        .agg(sum("l_extendedprice").as("price"))
        .select(col("price").divide(7).as("avg_yearly"));
  }

  /** Large volume customers. */
  static DataFrame q18(TpchTables t) {
    DataFrame large =
        t.lineitem()
            .groupBy("l_orderkey")
            .agg(sum("l_quantity").as("quantity"))
            .filter(col("quantity").gt(300));
    return t.customer()
        .join(t.orders(), on("c_custkey", "o_custkey"))
        .join(t.lineitem(), on("o_orderkey", "l_orderkey"))
        .join(large, on("o_orderkey", "l_orderkey"), SEMI)
        .groupBy("c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice")
        .agg(sum("l_quantity").as("sum_quantity"))
        .sort(desc("o_totalprice"), asc("o_orderdate"))
        .limit(100);
  }

  /** Discounted revenue. */
  static DataFrame q19(TpchTables t) {
    return t.lineitem()
        .join(t.part(), on("l_partkey", "p_partkey"))
        .filter(
            sold("Brand#12", 1, 5, "SM CASE", "SM BOX", "SM PACK", "SM PKG")
                .or(sold("Brand#23", 10, 10, "MED BAG", "MED BOX", "MED PKG", "MED PACK"))
                .or(sold("Brand#34", 20, 15, "LG CASE", "LG BOX", "LG PACK", "LG PKG")))
        .agg(sum(discounted()).as("revenue"));
  }

  private static Column sold(String brand, int quantity, int size, Object... containers) {
    return col("p_brand")
        .eq(brand)
        .and(col("p_container").in(containers))
        .and(col("l_quantity").between(quantity, quantity + 10))
        .and(col("p_size").between(1, size))
        .and(col("l_shipmode").in("AIR", "AIR REG"))
        .and(col("l_shipinstruct").eq("DELIVER IN PERSON"));
  }

  /** Potential part promotion. */
  static DataFrame q20(TpchTables t) {
    LocalDate begin = LocalDate.of(1994, 1, 1);
    DataFrame shipped =
        t.lineitem()
            .filter(col("l_shipdate").ge(begin).and(col("l_shipdate").lt(begin.plusYears(1))))
            .groupBy("l_partkey", "l_suppkey")
            .agg(sum("l_quantity").as("quantity"));
    DataFrame forest =
        t.partsupp()
            .join(
                t.part().filter(col("p_name").str().like("forest%")),
                on("ps_partkey", "p_partkey"),
                SEMI)
            .join(shipped, on("ps_partkey", "l_partkey").and("ps_suppkey", "l_suppkey"))
            .filter(col("ps_availqty").gt(col("quantity").times(new BigDecimal("0.5"))));
    return t.supplier()
        .join(t.nation(), on("s_nationkey", "n_nationkey"))
        .filter(col("n_name").eq("CANADA"))
        .join(forest, on("s_suppkey", "ps_suppkey"), SEMI)
        .select("s_name", "s_address")
        .sort("s_name");
  }

  /** Suppliers who kept orders waiting. */
  static DataFrame q21(TpchTables t) {
    Column late = col("l_receiptdate").gt(col("l_commitdate"));
    Column other = col("l_suppkey").ne(col("s_suppkey"));
    return t.supplier()
        .join(t.lineitem(), on("s_suppkey", "l_suppkey"))
        .join(t.orders(), on("l_orderkey", "o_orderkey"))
        .join(t.nation(), on("s_nationkey", "n_nationkey"))
        .filter(col("o_orderstatus").eq("F").and(late).and(col("n_name").eq("SAUDI ARABIA")))
        .join(t.lineitem(), on("l_orderkey").where(other), SEMI)
        .join(t.lineitem().filter(late), on("l_orderkey").where(other), ANTI)
        .groupBy("s_name")
        .agg(count().as("numwait"))
        .sort(desc("numwait"), asc("s_name"))
        .limit(100);
  }

  /** Global sales opportunity. */
  static DataFrame q22(TpchTables t) {
    DataFrame customers =
        t.customer()
            .withColumn("cntrycode", col("c_phone").str().substring(1, 2))
            .filter(col("cntrycode").in("13", "31", "23", "29", "30", "18", "17"));
    return customers
        .crossJoin(
            customers.filter(col("c_acctbal").gt(0)).agg(mean("c_acctbal").as("avg_acctbal")))
        .filter(col("c_acctbal").gt(col("avg_acctbal")))
        .join(t.orders(), on("c_custkey", "o_custkey"), ANTI)
        .groupBy("cntrycode")
        .agg(count().as("numcust"), sum("c_acctbal").as("totacctbal"))
        .sort("cntrycode");
  }
}
