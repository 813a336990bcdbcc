import Testing

@testable import SpoolModel

@Suite struct TemplateTests {
    private func filled(
        _ argument: String, _ values: [String], columns: Int? = nil, quotes: Bool = false
    ) -> String {
        let template = Template([Array(argument.utf8)], columns: columns)
        let command = template.filled(with: values.map { Array($0.utf8) }, task: 7, quotes: quotes)
        return String(decoding: command[0], as: UTF8.self)
    }

    /// As GNU parallel 20221122 has them.
    @Test(arguments: [
        ("dir/x.tar.gz", "dir/x.tar", "x.tar.gz", "dir", "x.tar"), (".bashrc", "", ".bashrc", ".", ""),
        ("a.", "a", "a.", ".", "a"), ("a/.b", "a/", ".b", "a", ""), ("/a", "/a", "a", "/", "a"),
        ("a/", "a/", "", ".", ""), ("d.d/e", "d.d/e", "e", "d.d", "e"), ("", "", "", ".", ""),
        ("a\n b.c", "a\n b", "a\n b.c", ".", "a\n b"), ("//x", "//x", "x", "/", "x"),
    ])
    func `parts of a path`(value: String, short: String, name: String, directory: String, both: String) {
        #expect(filled("{}", [value]) == value)
        #expect(filled("{.}", [value]) == short)
        #expect(filled("{/}", [value]) == name)
        #expect(filled("{//}", [value]) == directory)
        #expect(filled("{/.}", [value]) == both)
    }

    @Test func `a place may stand anywhere, and more than once, and the number is the task's`() {
        #expect(filled("--in={} --out={.}.o {#}{#}", ["a.c"]) == "--in=a.c --out=a.o 77")
    }

    @Test(arguments: ["{a,b}", "{print}", "{", "}", "{{", "{ }", "{1}", "{2.}", "{...}", "${x}", "{#", "{-1}", "{/x}"])
    func `everything else in braces is left as it is`(text: String) {
        #expect(filled(text, ["v"]) == text)
        #expect(!Template([Array(text.utf8)], columns: nil).hasPlaces)
    }

    @Test func `a brace before a place is left as it is`() {
        #expect(filled("{{}}", ["v"]) == "{v}")
        #expect(filled("{x {}", ["v"]) == "{x v")
    }

    @Test func `columns are meant by their numbers, all of them without one`() {
        #expect(filled("{2.}-{1}-{}-{3}", ["a", "b.c"], columns: 2) == "b-a-a b.c-{3}")
        #expect(filled("{1}{10}", ["a"], columns: 1) == "a{10}")
    }

    @Test func `behind a shell each value is one word, whatever it holds`() {
        let values = ["a b", "$(touch evil)", "it's", "-n", "", "*", "a\nb", "\"; rm -rf /", "\\"]
        let line = filled("{}", values, columns: values.count, quotes: true)
        #expect(line == #"'a b' '$(touch evil)' 'it'\''s' -n '' '*' 'a"# + "\n" + #"b' '"; rm -rf /' '\'"#)
        #expect(filled("{1}", ["ä"], columns: 1, quotes: true) == "'ä'")
    }

    @Test func `bytes that are no text stay what they are`() {
        let template = Template([[0xff, 0x7b, 0x7d, 0xfe]], columns: nil)
        #expect(template.filled(with: [[0x80]], task: 1, quotes: false) == [[0xff, 0x80, 0xfe]])
    }
}
