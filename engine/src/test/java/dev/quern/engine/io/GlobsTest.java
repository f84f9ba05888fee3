package dev.quern.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    for (String name :
        List.of(
            "b.parquet",
            "a.parquet",
            "c.csv",
            "odd[1].parquet",
            "year=2001/x.parquet",
            "year=2002/y.parquet",
            "_temporary/z.parquet",
            ".b.parquet.tmp")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  @Test
  void aFolderMeansAllFilesBelowItInOrder() {
    assertThat(expand(""))
        .containsExactly(
            "a.parquet",
            "b.parquet",
            "odd[1].parquet",
            "year=2001/x.parquet",
            "year=2002/y.parquet");
  }

  @Test
  void wildcardsMatchWithinANameAndAcrossFolders() {
    assertThat(expand("/*.parquet")).containsExactly("a.parquet", "b.parquet", "odd[1].parquet");
    assertThat(expand("/year=*/*")).containsExactly("year=2001/x.parquet", "year=2002/y.parquet");
    assertThat(expand("/{a,c}.*")).containsExactly("a.parquet", "c.csv");
    assertThat(expand("/year=200[1]/?.parquet")).containsExactly("year=2001/x.parquet");
    assertThat(expand("/**.csv")).containsExactly("c.csv");
    assertThat(expand("/_temporary/*")).containsExactly("_temporary/z.parquet");
  }

  /* Such a path was looked for as a folder "s3:", and written to as one. */
  @Test
  void urlsOfOtherPlacesAreRefused() {
    String here = folder.toString();
    assertThat(Globs.expand("file://" + here + "/b.parquet", ".parquet"))
        .containsExactly(folder.resolve("b.parquet"));
    assertThat(Globs.expand("file://" + here + "/year=*/*", ".parquet")).hasSize(2);
    assertThat(Globs.path("file://" + here)).isEqualTo(folder);
    for (String url : List.of("s3://bucket/x.parquet", "https://host/*.csv", "hdfs://host/x")) {
      assertThatThrownBy(() -> Globs.expand(url, ".parquet"))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining(url + ": only files at paths of this machine");
      assertThatThrownBy(() -> Globs.path(url)).isInstanceOf(PlanException.class);
    }
  }

  @Test
  void aNameThatLooksLikeAPatternIsTheFile() {
    assertThat(expand("/odd[1].parquet")).containsExactly("odd[1].parquet");
  }

  @Test
  void whatMatchesNothingIsAnError() {
    assertThatThrownBy(() -> expand("/*.orc"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("*.orc");
    assertThatThrownBy(() -> expand("/nowhere/*.parquet"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> Globs.expand(folder.resolve("year=2001").toString(), ".csv"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(".csv");
  }

  @Test
  void aMissingFileIsLeftToItsReader() {
    assertThat(expand("/missing.parquet")).containsExactly("missing.parquet");
  }

  private List<String> expand(String pattern) {
    return Globs.expand(folder + pattern, ".parquet").stream()
        .map(path -> folder.relativize(path).toString())
        .toList();
  }
}
