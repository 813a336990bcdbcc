import Testing

@testable import SpoolModel

@Suite struct ShellContextTests {
    @Test(arguments: [
        "echo {}", "echo 'a'{}\"b\"", "(cat {})", "x=$(cat {}); echo \"$x\"", "echo \"$(wc -c {})\"", "echo a#{}",
        "echo '{' {}", "case x in x) echo {};; esac", "bash -c 'echo \"$1\"' - {}", "echo \\'{}\\'", "echo $#; echo {}",
        "echo '{#}' \"{#}\" {}", "cat <{} >{.}.txt", "# all of it\necho {}", "echo {}; cat <<E\nnothing\nE",
    ])
    func `a value is one word in plain text`(line: String) {
        #expect(Template([Array(line.utf8)], columns: nil).isSafeForShell)
    }

    @Test(arguments: [
        "echo '{}'", "echo \"{}\"", "wc -c \"{/}\"", "bash -c 'echo {}'", "echo `cat {}`", "echo \\{}", "echo ${}",
        "true # {}", "cat <<E\n{}\nE", "cat << 'E'\n{}\nE", "echo \"a\\\"{}\"", "echo \"$(echo \"{}\")\"",
        "echo '\\'{}''\"{}\"",
    ])
    func `a value in quotes could break out, and is refused`(line: String) {
        #expect(!Template([Array(line.utf8)], columns: nil).isSafeForShell)
    }
}
