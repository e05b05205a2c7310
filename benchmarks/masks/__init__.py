"""How well mentions are found in labelled essays, what that costs (:mod:`.growth`), and the second reader's lessons.

``dev``, ``blind`` and ``sample`` are labelled by hand and are what rules and second reader were made with, so that
figures on them tell what is remembered; ``test`` and ``dev`` of :mod:`.compose` come from templates. How strangers
fare, only the first reading of a new set tells. Every set below was written by a hand that had not seen the rules,
was read once by the rules (and from essays_23 on the model) of its day, and joined ``dev`` afterwards. Recall of all
labelled letters, of author, contact and unit; precision; false masks per 3,000 letters of texts without mentions:

    essays_6, clean_2       .89  .89  .93  5.1
    essays_7, 8, clean_3    .85  .88  .96  2.4
    essays_9, clean_4       .82  .82  .92  1.4
    essays_10, clean_5      .88  .96  .96  0.5
    essays_11, clean_6      .94 1.00  .96  0.0   close to the sample
    essays_12, clean_7      .82  .92  .96  1.0   grassroots writers
    essays_14, clean_8      .90  .98  .96  0.0
    essays_15, clean_9      .93  .94  .96  3.9   literary
    essays_16, clean_10     .98  .97  .96  0.0
    essays_17, clean_11     .95  .96  .97  1.4
    essays_18, clean_12     .90  .91  .93  1.0   spoken
    essays_19, clean_13     .92  .92  .94  0.9   idioms, verse
    essays_20, clean_14     .96  .98  .96  1.0   as a newspaper prints them
    essays_21, clean_15     .80  .77  .96  0.0   strange forms, contacts in disguise
    essays_22, clean_16     .90  .92  .96  1.8   half plain, half strange

Rules alone | with a second reader that had learned from all the sets above:

    essays_23, clean_17     .961 .977 .928 1.8 | .972 .984 .916 1.8   close to the sample
    essays_24, clean_18     .856 .819 .969 0.0 | .924 .893 .966 0.0   strange forms
    essays_25, clean_19     .919 .979 .965 1.0 | .966 .998 .923 1.0   other provinces, other units
    essays_26, clean_20     .922 .938 .960 0.0 | .968 .975 .914 1.0   sixteen writers imitated
    essays_27, clean_21     .890 .976 .963 0.0 | .960 .990 .949 1.3   all sorts of mentions
    essays_28, clean_22     .888 .903 .960 0.8 | .938 .951 .914 0.8   strange forms
    together                .904 .926 .958 0.6 | .954 .962 .930 1.0

How the second reader's chances turn into proposals was chosen afterwards, on these and the sample, each read by a model
that had not learned it: together .951 .964 .942 0.7, the sample .987 .991 .909 0.1 (rules alone .986 .989 .963 0.2).
essays_29 to 31 were first read by a model that had learned the sets above, rules alone .954 .957 .959 0.5, with it .969
.992 .937 1.0. The next nine, eight of them stranger than anything before and their texts without mentions made to
mislead (medicines and eponyms that sound like names, authors called 马上 or 安静), by one that had learned those, too:

    essays_32, clean_26     .878 .949 .965 1.1 | .927 .983 .959 2.3   close to the sample
    essays_33, clean_27     .493 .392 .890 2.0 | .732 .710 .852 2.7   strange forms
    essays_34, clean_28     .808 .864 .936 1.2 | .939 .959 .922 6.1   sixteen trades
    essays_35, clean_29     .750 .866 .948 9.7 | .880 .962 .912  17   all sorts
    essays_36, clean_30     .815 .938 .953 1.9 | .898 .950 .937 3.3   places, honours
    essays_37, clean_31     .914 .956 .864  14 | .960 .989 .810  23   other provinces
    essays_38, clean_32     .635 .573 .908 3.8 | .805 .774 .828 7.5   twenty strange forms
    essays_39, clean_33     .578 .528 .953 2.1 | .773 .780 .934 4.3   chats, nicknames, contacts
    essays_40, clean_34     .880 .909 .899 3.8 | .944 .974 .796 8.4   careless clerks
    together                .750 .756 .927 4.7 | .872 .889 .884 8.9

The next four were first read by one that had learned all above and the sample, with rules made after them (essays_44
with the rules made after essays_43, and two more of the second reader's own):

    essays_41, clean_35     .925 .933 .950 0.9 | .972 .986 .908 0.9   close to the sample
    essays_42, clean_36     .823 .839 .952 0.5 | .954 .983 .929 0.5   eighteen other hands
    essays_43, clean_37     .709 .647 .943 2.6 | .866 .852 .878 9.5   stranger forms
    essays_44, clean_38     .862 .901 .930 1.4 | .887 .889 .909 0.5   stranger forms

The same model with rules made after these, and then, from essays_49 on, with rules made after essays_48:

    essays_45, clean_39     .960 .976 .881 2.2   close to the sample
    essays_46, clean_40     .930 .952 .909 2.7   eighteen other hands
    essays_47, clean_41     .912 .951 .688  15   stranger forms, one blown up by a scanner
    essays_48, clean_42     .906 .892 .918 3.2   disguises
    essays_49, clean_43     .978 .991 .932 0.5   close to the sample
    essays_50, clean_44     .853 .896 .932 0.5   hands, forms, disguises
    essays_51, clean_45     .951 .973 .941 0.0   close to the sample
    essays_52, clean_46     .926 .979 .923 3.9   one hand of each of eighteen provinces
    essays_53, clean_47     .911 .919 .922 2.3   stranger forms
    essays_54, clean_48     .841 .788 .938 7.4   many people and nicknames, names that are words

The rules of before essays_45 give on these last six together .903 .921 .910 3.7, those made after essays_48 .903
.920 .930 2.5: what was learned from four sets made masks truer, not more of them found.

The shipped model has learned from all of these but essays_49 and 50 (``unlearned``), and the sample, on which it gives
.997 .994 .975 0.0, which tells little. With rules made after essays_54, but by nobody who had seen these two, it gives:

    essays_49, clean_43     .982 .991 .928 0.5
    essays_50, clean_44     .864 .896 .934 1.4
"""
